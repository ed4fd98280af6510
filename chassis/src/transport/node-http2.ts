import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";
import { Bag } from "../bag.ts";
import type { Fault } from "../fault.ts";
import { type NodeHttp2Context, NodeHttp2Exchange } from "./node-http2-exchange.ts";
import { toPeer } from "./peer.ts";
import { type ExchangeListener, idleConnectionMs, type Transport, type TransportLimits } from "./transport.ts";

/** What a peer may send on one stream, and on all streams of a connection, before somebody reads it. */
const streamWindowBytes = 256 * 1024;
const connectionWindowBytes = 1024 * 1024;

/** HTTP/2 (RFC 9113) on node:http2: `HTTP2_ENGINE=node`. */
export function createNodeHttp2(listener: ExchangeListener, limits: TransportLimits): Transport {
  return new NodeHttp2(listener, limits);
}

class NodeHttp2 implements Transport {
  readonly #listener: ExchangeListener;
  readonly #headerTimeoutMs: number;
  readonly #maxHeaderBytes: number;
  readonly #server: Http2Server;
  readonly #contexts = new Map<ServerHttp2Session, NodeHttp2Context>();
  readonly #open = new Bag<NodeHttp2Exchange>();

  constructor(listener: ExchangeListener, limits: TransportLimits) {
    this.#listener = listener;
    this.#headerTimeoutMs = limits.headerTimeoutMs;
    this.#maxHeaderBytes = limits.maxHeaderBytes;
    this.#server = createNodeServer(limits);
    this.#server.on("session", (session) => this.#welcome(session));
    this.#server.on("stream", (stream: ServerHttp2Stream, headers, _flags, raw: readonly string[]) => {
      this.#serve(stream, headers, raw);
    });
  }

  accept(socket: Socket): void {
    // A peer that closes its half is gone: it could not even grant the window for what is still to be sent.
    socket.allowHalfOpen = false;
    this.#server.emit("connection", socket);
  }

  drain(): void {
    // GOAWAY names the last stream that is served: a client sends what it sent later again, elsewhere.
    for (const session of this.#contexts.keys()) session.close();
  }

  abort(fault: Fault): void {
    for (const exchange of this.#open.list()) exchange.abort(fault);
  }

  close(): void {}

  #welcome(session: ServerHttp2Session): void {
    const onClose = (exchange: NodeHttp2Exchange) => this.#open.delete(exchange);
    this.#contexts.set(session, { peer: toPeer(session.socket), session, onClose });
    session.setLocalWindowSize(connectionWindowBytes);
    session.setTimeout(idleConnectionMs, () => {
      if (!this.#isBusy(session)) session.close();
    });
    const handshake = setTimeout(() => session.destroy(), this.#headerTimeoutMs);
    session.once("remoteSettings", () => clearTimeout(handshake));
    session.on("error", ignore);
    session.once("close", () => {
      clearTimeout(handshake);
      this.#contexts.delete(session);
    });
  }

  #serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, raw: readonly string[]): void {
    // Whatever happens to a stream ends in its close; without this listener an error would end the process. It comes
    // first: opened and reset within one packet, a stream has lost its session already and is about to emit the error.
    stream.on("error", ignore);
    const context = this.#contexts.get(stream.session as ServerHttp2Session);
    if (!context) {
      stream.destroy();
      return;
    }
    const exchange = new NodeHttp2Exchange(stream, headers, context);
    this.#open.add(exchange);
    // Node holds a client to the limit only once it has acknowledged our SETTINGS, and resets what is over it then.
    if (toListSize(raw) > this.#maxHeaderBytes) exchange.respondOnce(431, {});
    else this.#listener(exchange);
  }

  #isBusy(session: ServerHttp2Session): boolean {
    for (const exchange of this.#open.list()) if (exchange.session === session) return true;
    return false;
  }
}

/** The module is loaded here, since few ask for it and all would wait for it at start. */
function createNodeServer({ maxHeaderBytes, maxConcurrentCalls }: TransportLimits): Http2Server {
  return process.getBuiltinModule("node:http2").createServer({
    // In megabytes. Beyond node's own 10 it refuses streams: a few large answers that wait for the client are enough.
    maxSessionMemory: 1024,
    settings: {
      maxHeaderListSize: maxHeaderBytes,
      maxConcurrentStreams: maxConcurrentCalls,
      initialWindowSize: streamWindowBytes,
      enablePush: false,
    },
  });
}

/** As RFC 9113 §6.5.2 counts a header list, given as name, value, name, value … */
function toListSize(raw: readonly string[]): number {
  let size = raw.length * 16;
  for (const text of raw) size += text.length;
  return size;
}

function ignore(): void {}
