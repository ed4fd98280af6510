import type { NatsSession } from "./nats-session.ts";

/** A durable consumer as it is within one session. */
export interface Attachment {
  readonly session: NatsSession;
  /** When the consumer was created: one that is created anew numbers its messages anew. */
  created: string;
}
