import { type JetStreamManager, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "@nats-io/nats-core";
import { connect } from "@nats-io/transport-node";
import type { Clock } from "../../clock.ts";
import type { NatsAddress } from "./nats-address.ts";
import { ReplyInbox } from "./reply-inbox.ts";

/** Until a server that can be reached must have let us in. */
const connectTimeoutMs = 2000;
/** How often the server is asked for a sign of life; it is lost when two such questions are open. */
const pingMs = 1500;
const maxPingOut = 2;
/** Until the server must have answered; it stores a message before it does. */
const answerTimeoutMs = 5000;

/** One connection, from the moment that the server let us in until it is lost. */
export interface NatsSession {
  readonly nc: NatsConnection;
  readonly api: JetStreamManager;
  readonly replies: ReplyInbox;
  readonly isOpen: boolean;
  /** Resolves when it is over. */
  readonly closed: Promise<unknown>;
}

/** Connects to one of the servers. Rejects when none lets us in, without a word of user or password. */
export async function openSession(address: NatsAddress, name: string, clock: Clock): Promise<NatsSession> {
  const { servers, user, password, isSecure } = address;
  const nc = await connect({
    servers: [...servers],
    name,
    ...(password === undefined ? user !== undefined && { token: user } : { user: user ?? "", pass: password }),
    ...(isSecure && { tls: {} }),
    reconnect: false,
    timeout: connectTimeoutMs,
    pingInterval: pingMs,
    maxPingOut,
    noAsyncTraces: true,
  });
  const replies = new ReplyInbox(nc, clock, answerTimeoutMs);
  const api = await jetstreamManager(nc, { checkAPI: false, timeout: answerTimeoutMs });
  return {
    nc,
    api,
    replies,
    get isOpen() {
      return !nc.isClosed();
    },
    closed: nc.closed().then(() => replies.close()),
  };
}
