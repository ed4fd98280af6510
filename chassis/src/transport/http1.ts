import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Bag } from "../bag.ts";
import type { Fault } from "../fault.ts";
import { type Http1Context, Http1Exchange } from "./http1-exchange.ts";
import { refuseHttp1 } from "./http1-refusal.ts";
import { toPeer } from "./peer.ts";
import { type ExchangeListener, idleConnectionMs, type Transport, type TransportLimits } from "./transport.ts";

/** HTTP/1.1 (RFC 9112) on node:http. */
export function createHttp1(listener: ExchangeListener, limits: TransportLimits): Transport {
  return new Http1(listener, limits);
}

class Http1 implements Transport {
  readonly #listener: ExchangeListener;
  readonly #server: Server;
  readonly #contexts = new Map<Socket, Http1Context>();
  readonly #open = new Bag<Http1Exchange>();
  #isDraining = false;

  constructor(listener: ExchangeListener, limits: TransportLimits) {
    this.#listener = listener;
    this.#server = createNodeServer(limits);
    this.#server.on("request", (request, response) => this.#serve(request, response));
    this.#server.on("checkContinue", (request, response) => this.#serve(request, response, true));
    this.#server.on("clientError", (error, socket) => this.#refuse(socket as Socket, error));
    // The server never listens itself, but this is when it begins to watch over slow requests.
    this.#server.emit("listening");
  }

  accept(socket: Socket): void {
    const context = { peer: toPeer(socket), isDraining: this.#askDraining, onClose: this.#onClose };
    this.#contexts.set(socket, context);
    socket.once("close", () => this.#contexts.delete(socket));
    this.#server.emit("connection", socket);
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
      this.#refuse(request.socket, new Error("no host header"));
      return;
    }
    const exchange = new Http1Exchange(request, response, context);
    if (awaitsContinue) exchange.awaitContinue();
    this.#open.add(exchange);
    this.#listener(exchange);
  }

  #refuse(socket: Socket, error: Error): void {
    const isAnswering = this.#open.list().some((exchange) => exchange.socket === socket);
    refuseHttp1(socket, error, isAnswering);
  }

  readonly #askDraining = (): boolean => this.#isDraining;

  readonly #onClose = (exchange: Http1Exchange): void => {
    this.#open.delete(exchange);
    if (this.#isDraining) this.#closeIfIdle(exchange.socket);
  };

  #closeIfIdle(socket: Socket): void {
    for (const exchange of this.#open.list()) if (exchange.socket === socket) return;
    socket.destroySoon();
  }
}

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
  });
  // Bytes are bounded already; a bound on the count would drop headers silently.
  server.maxHeadersCount = 0;
  return server;
}
