import type { ClientHttp2Session, ClientSessionOptions, ServerSessionOptions } from "node:http2";
import type { Socket } from "node:net";
import type { Http2Connection, Http2Engine, Http2Events, Http2Stream } from "./http2-connection.ts";
import { NodeHttp2Stream } from "./node-http2-stream.ts";

/** HTTP/2 by node:http2, the way back from our own engine. */
export const nodeHttp2: Http2Engine = (socket, events) => new NodeHttp2(socket, events);

/** Clients heed `strictSingleValueFields` too, which their type does not say. */
const sessionOptions: ClientSessionOptions & Pick<ServerSessionOptions, "strictSingleValueFields"> = {
  settings: { enablePush: false, initialWindowSize: 262_144 },
  // In megabytes. Beyond node's own 10 it resets streams of ours: a few large bodies at once are enough.
  maxSessionMemory: 1024,
  // Node throws at two values of `authorization` and the like, which are for the peer to judge.
  strictSingleValueFields: false,
};

class NodeHttp2 implements Http2Connection {
  readonly #session: ClientHttp2Session;
  readonly #events: Http2Events;
  #isReady = false;
  isLeaving = false;
  error: Error | undefined = undefined;
  streamCount = 0;
  lastHeardMs: number = performance.now();

  constructor(socket: Socket, events: Http2Events) {
    this.#events = events;
    // Where the request goes is said in its own fields.
    const connect = process.getBuiltinModule("node:http2").connect;
    const session = connect("http://localhost", { ...sessionOptions, createConnection: () => socket });
    this.#session = session;
    session.on("remoteSettings", () => this.#takeSettings());
    session.on("goaway", (code, _lastId, debug) => this.#takeGoaway(code, debug));
    const keep = (error: Error) => {
      this.error ??= error;
    };
    // The session reports what happened to its socket only after its streams are gone.
    socket.on("error", (error) => {
      keep(error);
      // Neither session nor socket ever closes by itself when TLS fails right behind the handshake.
      socket.destroy();
    });
    session.on("error", keep);
    session.on("close", () => events.onClose(this.error));
    socket.on("close", () => events.onClose(this.error));
  }

  get isClosed(): boolean {
    return this.#session.destroyed;
  }

  get canRequest(): boolean {
    const { maxConcurrentStreams = Number.POSITIVE_INFINITY } = this.#session.remoteSettings;
    const isOpen = this.#isReady && !this.isLeaving && !this.#session.closed && !this.#session.destroyed;
    return isOpen && this.streamCount < maxConcurrentStreams;
  }

  request(fields: readonly string[], isEnd: boolean): Http2Stream {
    const stream = this.#session.request(fields as string[], { endStream: isEnd });
    this.streamCount++;
    stream.once("close", () => {
      this.streamCount--;
      this.#events.onRoom();
    });
    return new NodeHttp2Stream(stream, this.#session, () => this.#hear());
  }

  requestWhole(fields: readonly string[], body: Uint8Array): Http2Stream {
    const stream = this.request(fields, body.length === 0);
    if (body.length > 0) stream.write(body);
    stream.end();
    return stream;
  }

  ping(): void {
    if (!this.#session.destroyed) this.#session.ping((error) => error ?? this.#hear());
  }

  sweep(): void {}

  goaway(): void {
    this.isLeaving = true;
    this.#session.close();
  }

  destroy(error?: Error): void {
    this.error = error;
    this.#session.destroy(error);
  }

  #hear(): void {
    this.lastHeardMs = performance.now();
  }

  #takeSettings(): void {
    this.#isReady = true;
    this.#hear();
    this.#events.onSettings();
    this.#events.onRoom();
  }

  #takeGoaway(code: number, debug: Uint8Array | undefined): void {
    this.isLeaving = true;
    this.#events.onGoaway(code, debug ? Buffer.from(debug).toString() : "");
  }
}
