import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import type { Exchange } from "../../src/transport/exchange.ts";
import { createHttp1 } from "../../src/transport/http1/http1.ts";
import type { Transport } from "../../src/transport/transport.ts";
import { MemorySocket } from "../memory-socket.ts";
import { readWhole } from "../read-whole.ts";

/** A request as a server saw it. */
export interface Seen {
  readonly verb: string;
  readonly target: string;
  /** Sorted by name. */
  readonly headers: readonly (readonly [name: string, value: unknown])[];
  /** Latin-1; undefined while it is not complete. */
  body: string | undefined;
}

/** Takes connections, and says what it reads on them. */
export interface Playable extends Disposable {
  accept(socket: Socket, onSeen: (seen: Seen) => void): void;
}

const maxHeaderBytes = 16_384;
const limits = {
  maxHeaderBytes,
  headerTimeoutMs: 60_000,
  maxConcurrentCalls: 1000,
  http1Engine: "flotilla",
  http2Engine: "flotilla",
} as const;

/** Our own engine. */
export function createOurs(): Playable {
  let current: (seen: Seen) => void;
  const transport: Transport = createHttp1((exchange) => answer(exchange, current), limits);
  return {
    accept(socket, onSeen) {
      current = onSeen;
      transport.accept(socket);
    },
    [Symbol.dispose]: () => transport.close(),
  };
}

function answer(exchange: Exchange, onSeen: (seen: Seen) => void): void {
  const { verb, target, headers } = exchange;
  const seen: Seen = { verb, target, headers: toSorted(headers), body: undefined };
  onSeen(seen);
  exchange.onAbort((fault) => exchange.respondOnce(fault.httpStatus, {}));
  const taken = (body: Uint8Array) => {
    seen.body = Buffer.from(body).toString("latin1");
    exchange.respondOnce(200, {}, "seen");
  };
  readWhole(exchange, 1_000_000, 60_000).then(taken, () => undefined);
}

/** What we are held against: node:http at its strictest. */
export function createOracle(): Playable {
  let current: (seen: Seen) => void;
  const server: Server = createServer({ maxHeaderSize: maxHeaderBytes, requireHostHeader: false, requestTimeout: 0 });
  server.maxHeadersCount = 0;
  // What was read before is to be seen to its end.
  server.on("clientError", () => undefined);
  server.on("connect", (_request, socket) => socket.destroy());
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    record(request, current).then(
      () => response.end("seen"),
      () => undefined,
    );
  };
  server.on("request", answer);
  // We do not mind what else a peer expects (RFC 9110 §10.1.1 leaves that open).
  server.on("checkExpectation", answer);
  return {
    accept(socket, onSeen) {
      current = onSeen;
      server.emit("connection", socket);
    },
    [Symbol.dispose]: () => void server.close(),
  };
}

async function record(request: IncomingMessage, onSeen: (seen: Seen) => void): Promise<void> {
  const { method = "", url = "", headers } = request;
  const seen: Seen = { verb: method, target: url, headers: toSorted(headers), body: undefined };
  onSeen(seen);
  const parts = (await Array.fromAsync(request)) as Buffer[];
  seen.body = Buffer.concat(parts).toString("latin1");
}

function toSorted(headers: Readonly<Record<string, unknown>>): Seen["headers"] {
  // Node takes it for the prototype of its object.
  const entries = Object.entries(headers).filter(([name]) => name !== "__proto__");
  return entries.sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Sends the pieces, each in a turn of its own, and the end; resolves with what was seen, and what was answered. */
export async function play(server: Playable, pieces: readonly Buffer[]): Promise<{ seen: Seen[]; received: string }> {
  const socket = new MemorySocket();
  const seen: Seen[] = [];
  socket.on("error", () => undefined);
  server.accept(socket as unknown as Socket, (one) => seen.push(one));
  for (const piece of pieces) {
    if (socket.destroyed || socket.readableEnded) break;
    socket.push(piece);
    await turn();
  }
  await turns(12);
  socket.push(null);
  await turns(4);
  socket.destroy();
  await turn();
  return { seen, received: socket.received };
}

/** Enough for every request of a conversation to be answered. */
async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left--) await turn();
}
