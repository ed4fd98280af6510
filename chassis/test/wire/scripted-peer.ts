import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";

const types = { data: 0, headers: 1, rst: 3, settings: 4, ping: 6, goaway: 7, windowUpdate: 8 } as const;

/** Frame types by name. */
export type FrameType = keyof typeof types;

/** One frame that a client sent. */
export interface SentFrame {
  readonly type: FrameType;
  readonly flags: number;
  readonly id: number;
  readonly payload: Buffer;
}

/** The header block of a 200, and of the trailers `x-t: 1`, as plain as HPACK has it. */
export const blocks = { ok: Buffer.from([0x88]), trailers: Buffer.from("\x00\x03x-t\x011") } as const;

export const flags = { endStream: 1, ack: 1, endHeaders: 4 } as const;

const prefaceBytes = 24;

/** One client's connection, played by hand: it does nothing by itself but to take the client's SETTINGS. */
export class ScriptedConnection {
  readonly socket: Socket;
  readonly #frames: SentFrame[] = [];
  #bytes: Buffer = Buffer.alloc(0);
  #skip = prefaceBytes;
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
  }

  /** The client's next frame of a type; those before it are passed over. */
  async next(type: FrameType): Promise<SentFrame> {
    for (;;) {
      const frame = this.#frames.shift();
      if (frame?.type === type) return frame;
      if (frame) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  send(type: FrameType, bits: number, id: number, payload: Uint8Array = Buffer.alloc(0)): void {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head[3] = types[type];
    head[4] = bits;
    head.writeUInt32BE(id, 5);
    this.socket.write(Buffer.concat([head, payload]));
  }

  /** A whole answer: 200, a body and trailers. */
  answer(id: number, body: string): void {
    this.send("headers", flags.endHeaders, id, blocks.ok);
    this.send("data", 0, id, Buffer.from(body));
    this.send("headers", flags.endHeaders | flags.endStream, id, blocks.trailers);
  }

  goaway(lastId: number, code = 0, debug = ""): void {
    this.send("goaway", 0, 0, Buffer.concat([toNumber(lastId), toNumber(code), Buffer.from(debug)]));
  }

  reset(id: number, code: number): void {
    this.send("rst", 0, id, toNumber(code));
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (this.#bytes.length < this.#skip) return;
    this.#bytes = this.#bytes.subarray(this.#skip);
    this.#skip = 0;
    while (this.#bytes.length >= 9) {
      const end = 9 + this.#bytes.readUIntBE(0, 3);
      if (this.#bytes.length < end) return;
      this.#push(this.#bytes.subarray(0, end));
      this.#bytes = this.#bytes.subarray(end);
    }
  }

  #push(bytes: Buffer): void {
    const type = Object.entries(types).find(([, number]) => number === bytes[3])![0] as FrameType;
    const frame = { type, flags: bytes[4]!, id: bytes.readUInt32BE(5), payload: bytes.subarray(9) };
    if (type === "settings" && frame.flags === 0) this.send("settings", flags.ack, 0);
    this.#frames.push(frame);
    this.#wake();
  }
}

/** An HTTP/2 server that does what a test tells it, frame by frame. */
export class ScriptedPeer implements AsyncDisposable {
  readonly #server: Server;
  readonly #closed: Promise<unknown>;
  readonly #connections: ScriptedConnection[] = [];

  private constructor(server: Server, settings: Uint8Array) {
    this.#server = server;
    this.#closed = once(server, "close");
    server.on("connection", (socket) => {
      const connection = new ScriptedConnection(socket);
      connection.send("settings", 0, 0, settings);
      this.#connections.push(connection);
      server.emit("accepted");
    });
  }

  /** `settings`: the payload of its first SETTINGS frame; `port`: by default a free one. */
  static async start(settings: Uint8Array = Buffer.alloc(0), port = 0): Promise<ScriptedPeer> {
    const server = createServer();
    const peer = new ScriptedPeer(server, settings);
    await once(server.listen(port, "127.0.0.1"), "listening");
    return peer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Listens no longer; the connections that are there stay. */
  refuseMore(): void {
    if (this.#server.listening) this.#server.close();
  }

  /** How many connections there were. */
  get count(): number {
    return this.#connections.length;
  }

  /** The n-th connection, as soon as it is there. */
  async connection(index = 0): Promise<ScriptedConnection> {
    while (this.#connections.length <= index) await once(this.#server, "accepted");
    return this.#connections[index]!;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.#connections) socket.destroy();
    this.refuseMore();
    await this.#closed;
  }
}

/** MAX_CONCURRENT_STREAMS as a SETTINGS payload. */
export function toMaxStreams(count: number): Buffer {
  return Buffer.concat([Buffer.from([0, 3]), toNumber(count)]);
}

function toNumber(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
