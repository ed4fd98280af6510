import type { Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { FrameReader } from "../src/frame-reader.ts";
import {
  Connection,
  type ConnectionError,
  clientPreface,
  defaultLimits,
  type Limits,
  type Stream,
} from "../src/index.ts";
import { MemorySocket } from "./memory-socket.ts";
import { settings, settingsAck } from "./wire.ts";

/** A frame that the victim sent. */
export interface SentFrame {
  readonly type: number;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

/** How a victim is set up. */
export interface VictimOptions {
  readonly role?: "server" | "client";
  readonly limits?: Partial<Limits>;
  /** What a server does with a request; it reads the body and answers nothing unless told. */
  readonly onStream?: (stream: Stream) => void;
  /** Whether the peer takes what is sent to it. */
  readonly isRead?: boolean;
  /** Whether the peer sends SETTINGS and acknowledges ours, as any good one does. */
  readonly greets?: boolean;
}

/** A connection under attack: the test is its peer and speaks in bytes. */
export class Victim {
  readonly socket: MemorySocket;
  readonly connection: Connection;
  readonly streams: Stream[] = [];
  /** Why the connection was closed; undefined while it is open, or when it was closed in peace. */
  error: ConnectionError | undefined = undefined;

  constructor({ role = "server", limits, onStream, isRead = true, greets = true }: VictimOptions = {}) {
    this.socket = new MemorySocket(isRead);
    const events = {
      onStream: (stream: Stream) => {
        this.streams.push(stream);
        onStream?.(stream);
      },
      onClose: (error: Error | undefined) => {
        this.error = error as ConnectionError | undefined;
      },
    };
    const options = { role, limits: { ...defaultLimits, ...limits }, events };
    this.connection = new Connection(this.socket as unknown as Socket, options);
    if (role === "server") this.connection.receive(clientPreface);
    if (greets) this.send(settings(), settingsAck);
  }

  /** The code that the connection was closed with. */
  get code(): number | undefined {
    return this.error?.code;
  }

  /** The peer's bytes, all in one chunk. */
  send(...parts: Buffer[]): void {
    this.connection.receive(Buffer.concat(parts));
  }

  /** Waits until what the victim wrote has reached its socket, at the end of a turn, and was taken there. */
  async flush(): Promise<void> {
    await turn();
    await turn();
  }

  /** What the victim sent so far. */
  async sent(): Promise<SentFrame[]> {
    await this.flush();
    const bytes = Buffer.concat(this.socket.sent);
    const start = bytes.indexOf(clientPreface) === 0 ? clientPreface.length : 0;
    const frames: SentFrame[] = [];
    const reader = new FrameReader(2 ** 24, ({ type, flags, id, bytes: from, start: at, end }) => {
      frames.push({ type, flags, id, payload: Buffer.from(from.subarray(at, end)) });
    });
    reader.push(bytes.subarray(start));
    return frames;
  }

  /** The codes of the RST_STREAM frames for one stream. */
  async resetsOf(id: number): Promise<number[]> {
    const frames = await this.sent();
    return frames.filter((sent) => sent.type === 3 && sent.id === id).map(({ payload }) => payload.readUInt32BE(0));
  }

  /** Last stream and code of each GOAWAY. */
  async goaways(): Promise<[number, number][]> {
    const frames = await this.sent();
    return frames
      .filter(({ type }) => type === 7)
      .map(({ payload }) => [payload.readUInt32BE(0), payload.readUInt32BE(4)]);
  }

  /** Bytes of DATA sent. */
  async dataBytes(): Promise<number> {
    const frames = await this.sent();
    return frames.filter(({ type }) => type === 0).reduce((sum, { payload }) => sum + payload.length, 0);
  }
}

/** Reads a body to its end, then answers 200 with `body`. */
export function answerWith(body: Buffer): (stream: Stream) => void {
  return (stream) => {
    const look = () => {
      stream.read();
      if (!stream.isRemoteEnded || stream.isLocalEnded) return;
      stream.sendHeaders([":status", "200"]);
      stream.write(body);
      stream.end();
    };
    stream.onReadable = look;
    look();
  };
}
