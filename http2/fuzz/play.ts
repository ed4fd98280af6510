import type { Socket } from "node:net";
import { Connection, defaultLimits, type Stream } from "../src/index.ts";
import { MemorySocket } from "../test/memory-socket.ts";
import type { Dice } from "./dice.ts";
import { inspect } from "./inspect.ts";

/** A connection of the engine, and what became of it. */
export class Play {
  readonly role: "server" | "client";
  readonly streams: Stream[] = [];
  /** Why it was closed; undefined when it was not, or in peace. */
  error: (Error & { code?: number }) | undefined = undefined;
  /** What it did that it must not do. */
  problem: string | undefined = undefined;
  readonly connection: Connection;
  readonly #socket = new MemorySocket();
  readonly #heard: Buffer[] = [];
  #sentWhenClosed: number | undefined = undefined;

  constructor(role: "server" | "client", onStream: (stream: Stream) => void = () => undefined) {
    this.role = role;
    const events = {
      onStream: (stream: Stream) => {
        this.streams.push(stream);
        onStream(stream);
      },
      onClose: (error: Error | undefined) => {
        this.error = error;
        this.#sentWhenClosed = this.#socket.sent.length;
      },
    };
    this.connection = new Connection(this.#socket as unknown as Socket, { role, limits: defaultLimits, events });
  }

  /** A client's calls; a server waits for them. */
  call(count: number, bodyBytes: number): void {
    for (let calls = 0; calls < count; calls++) {
      const stream = this.connection.request([":method", "POST", ":scheme", "http", ":path", "/"]);
      this.streams.push(stream);
      if (bodyBytes > 0) stream.write(zeros.subarray(0, bodyBytes));
      stream.end(calls % 2 === 0 ? ["x-sum", "1"] : undefined);
    }
  }

  /** Hears these bytes, one after the other. */
  hear(chunks: readonly Buffer[]): void {
    for (const chunk of chunks) {
      this.#heard.push(chunk);
      try {
        this.connection.receive(chunk);
      } catch (error) {
        this.problem ??= `receive threw ${(error as Error).stack}`;
      }
      this.#checkStreams();
    }
  }

  /** Ends it, as an owner does, and holds all it sent against the RFC. */
  finish(): void {
    const nowMs = performance.now();
    this.connection.sweep(nowMs);
    this.connection.sweep(nowMs + 1e6);
    this.connection.destroy();
    if (this.connection.streamCount > 0) this.problem ??= "a closed connection has streams";
    const sent = this.#socket.sent;
    const isGoawayLast = this.error === undefined || this.#sentWhenClosed === sent.length;
    if (!isGoawayLast) this.problem ??= "a closed connection went on sending";
    if (this.error?.code === 2) this.problem ??= `INTERNAL_ERROR: ${(this.error.cause as Error).stack}`;
    this.problem ??= inspect(Buffer.concat(sent), Buffer.concat(this.#heard), this.role);
  }

  #checkStreams(): void {
    if (this.connection.streamCount > defaultLimits.maxConcurrentStreams) this.problem ??= "too many streams";
    for (const { sendWindow, isClosed } of this.streams) {
      if (!isClosed && sendWindow > 2 ** 31 - 1) this.problem ??= "a stream's window is too large";
    }
  }
}

/** What an application might do with a request, at random. */
export function useStream(stream: Stream, dice: Dice): void {
  const roll = dice.below(8);
  if (roll === 0) return;
  if (roll === 1) stream.reset(dice.pick([0, 8, 13]));
  else if (roll === 2) refuse(stream);
  else echoLength(stream, dice);
}

function refuse(stream: Stream): void {
  stream.respond([":status", "404"]);
  stream.leaveBody();
}

function echoLength(stream: Stream, dice: Dice): void {
  const body = zeros.subarray(0, dice.pick([0, 10, 1000, 70_000, 200_000]));
  const look = () => {
    stream.read();
    if (!stream.isRemoteEnded) return;
    stream.onReadable = undefined;
    stream.sendHeaders([":status", "200", "x-number", String(dice.below(1000)), "content-type", "a/b"]);
    stream.write(body);
    stream.end(dice.chance(0.5) ? ["grpc-status", "0"] : undefined);
  };
  stream.onReadable = look;
  look();
}

const zeros = Buffer.alloc(200_000);
