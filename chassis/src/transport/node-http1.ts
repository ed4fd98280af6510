import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { Bag } from "../bag.ts";
import type { Fault } from "../fault.ts";
import { headersTooLarge, headerTimeout, malformedRequest, malformedTarget, noTunnel } from "./http1-faults.ts";
import { RefusedHttp1, refuseHttp1 } from "./http1-refusal.ts";
import { type NodeHttp1Context, NodeHttp1Exchange } from "./node-http1-exchange.ts";
import { toPeer } from "./peer.ts";
import {
  type ExchangeListener,
  idleConnectionMs,
  type RefusalListener,
  type Transport,
  type TransportLimits,
} from "./transport.ts";

/** HTTP/1.1 (RFC 9112) on node:http: `HTTP1_ENGINE=node`. Requests that cannot be read go to `onRefusal`; default: a plain problem. */
export function createNodeHttp1(
  listener: ExchangeListener,
  limits: TransportLimits,
  onRefusal?: RefusalListener,
): Transport {
  return new NodeHttp1(listener, limits, onRefusal);
}

class NodeHttp1 implements Transport {
  readonly #listener: ExchangeListener;
  readonly #onRefusal: RefusalListener | undefined;
  readonly #server: Server;
  readonly #contexts = new Map<Socket, NodeHttp1Context>();
  readonly #open = new Bag<NodeHttp1Exchange>();
  /** Connections on which no further request can be read. */
  readonly #broken = new WeakSet<Socket>();
  /** Exchanges whose head has just been parsed, and perhaps their bodies. */
  #waiting: NodeHttp1Exchange[] = [];
  #isDraining = false;

  constructor(listener: ExchangeListener, limits: TransportLimits, onRefusal: RefusalListener | undefined) {
    this.#listener = listener;
    this.#onRefusal = onRefusal;
    this.#server = createNodeServer(limits);
    this.#server.on("request", (request, response) => this.#serve(request, response));
    this.#server.on("checkContinue", (request, response) => this.#serve(request, response, true));
    this.#server.on("connect", (_request, socket) => this.#refuseTunnel(socket as Socket));
    this.#server.on("clientError", (error, socket) => this.#fail(socket as Socket, error));
    // The server never listens itself, but this is when it begins to watch over slow requests.
    this.#server.emit("listening");
  }

  accept(socket: Socket): void {
    const context = { peer: toPeer(socket), isDraining: this.#askDraining, onClose: this.#onClose };
    this.#contexts.set(socket, context);
    socket.once("close", () => this.#contexts.delete(socket));
    this.#server.emit("connection", socket);
    // A listener keeps node from reading TLS past the socket: there it parses records although it has paused its parser,
    // takes that for broken bytes, and fails requests that come before the last answer was taken.
    if (socket instanceof TLSSocket) socket.on("data", ignore);
  }

  drain(): void {
    this.#isDraining = true;
    for (const socket of this.#contexts.keys()) this.#closeIfIdle(socket);
  }

  abort(fault: Fault): void {
    for (const exchange of this.#open.list()) exchange.abort(fault);
  }

  close(): void {
    this.#server.close();
  }

  #serve(request: IncomingMessage, response: ServerResponse, awaitsContinue = false): void {
    const context = this.#contexts.get(request.socket);
    if (!context) return;
    if (request.headers.host === undefined && request.httpVersion !== "1.0") {
      this.#refuse(request.socket, malformedRequest());
      return;
    }
    const exchange = new NodeHttp1Exchange(request, response, context);
    if (awaitsContinue) exchange.awaitContinue();
    this.#open.add(exchange);
    if (exchange.hasBody) this.#serveSoon(exchange);
    else this.#listener(exchange);
  }

  /** A body that came with its head is there whole once node has parsed all that it read: nobody has to wait for it then. */
  #serveSoon(exchange: NodeHttp1Exchange): void {
    if (this.#waiting.push(exchange) === 1) process.nextTick(this.#serveWaiting);
  }

  readonly #serveWaiting = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const exchange of waiting) this.#listener(exchange);
  };

  #fail(socket: Socket, error: NodeJS.ErrnoException): void {
    this.#serveWaiting();
    const isCut = error.code === "HPE_INVALID_EOF_STATE" && this.#listOpen(socket).length > 0;
    if (isCut || error.code === "ECONNRESET") socket.destroy();
    else this.#refuse(socket, toRefusal(error));
  }

  /** What was asked for before the connection broke is still answered. */
  #refuse(socket: Socket, fault: Fault): void {
    if (this.#broken.has(socket)) return;
    this.#broken.add(socket);
    const open = this.#listOpen(socket);
    for (const exchange of open) exchange.breakOff();
    if (open.length === 0) this.#answer(socket, fault);
  }

  /** Node lets go of a connection that asks for a tunnel: what is still being answered on it is given up. */
  #refuseTunnel(socket: Socket): void {
    this.#serveWaiting();
    const open = this.#listOpen(socket);
    for (const exchange of open) exchange.close();
    if (open.length > 0) socket.destroy();
    else this.#answer(socket, noTunnel());
  }

  #answer(socket: Socket, fault: Fault): void {
    if (this.#onRefusal) this.#onRefusal(new RefusedHttp1(socket), fault);
    else refuseHttp1(socket, fault);
  }

  #listOpen(socket: Socket): readonly NodeHttp1Exchange[] {
    return this.#open.list().filter((exchange) => exchange.socket === socket);
  }

  readonly #askDraining = (): boolean => this.#isDraining;

  readonly #onClose = (exchange: NodeHttp1Exchange): void => {
    this.#open.delete(exchange);
    if (this.#isDraining || this.#broken.has(exchange.socket)) this.#closeIfIdle(exchange.socket);
  };

  #closeIfIdle(socket: Socket): void {
    if (this.#listOpen(socket).length === 0) socket.destroySoon();
  }
}

function ignore(): void {}

function createNodeServer({ maxHeaderBytes, headerTimeoutMs }: TransportLimits): Server {
  const server = createServer({
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: headerTimeoutMs,
    connectionsCheckingInterval: Math.max(50, Math.min(1000, headerTimeoutMs / 4)),
    // Uploads may take as long as they keep coming: BODY_TIMEOUT_MS bounds their pauses.
    requestTimeout: 0,
    keepAliveTimeout: idleConnectionMs,
    // We refuse such a request ourselves, with a body that says why.
    requireHostHeader: false,
    noDelay: true,
    // Most requests have no body, and need no stream that ends.
    optimizeEmptyRequests: true,
  });
  // Bytes are bounded already; a bound on the count would drop headers silently.
  server.maxHeadersCount = 0;
  return server;
}

/** What is wrong with a request that node:http could not parse. */
function toRefusal({ code }: NodeJS.ErrnoException): Fault {
  if (code === "HPE_HEADER_OVERFLOW") return headersTooLarge();
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return headerTimeout();
  return code === "HPE_INVALID_URL" ? malformedTarget() : malformedRequest();
}
