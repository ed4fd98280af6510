import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket, type Server as TlsServer } from "node:tls";
import type { Fault } from "../fault.ts";
import { toHandshakeFailure } from "./handshake-failure.ts";
import { createHttp1 } from "./http1/http1.ts";
import { createHttp2 } from "./http2.ts";
import { createNodeHttp1 } from "./node-http1.ts";
import { createNodeHttp2 } from "./node-http2.ts";
import { refuseTls } from "./refuse-tls.ts";
import { sniffHttp2 } from "./sniff.ts";
import type { Tls } from "./tls.ts";
import type { ExchangeListener, RefusalListener, Transport, TransportLimits } from "./transport.ts";
import { whenHeard } from "./when-heard.ts";

/** Where an open port listens. */
export interface PortAddress {
  readonly host: string;
  readonly port: number;
  readonly isTls: boolean;
}

/** What a port is made from. */
export interface OnePortOptions {
  readonly listener: ExchangeListener;
  readonly onRefusal?: RefusalListener | undefined;
  readonly limits: TransportLimits;
  /** Serves TLS; absent: cleartext. */
  readonly tls?: Tls | undefined;
}

/**
 * One TCP port for HTTP/1.1 and HTTP/2. In cleartext the first bytes decide, under TLS the protocol that was agreed on by
 * ALPN (RFC 9113 §3.2); a client that knows no ALPN speaks HTTP/1.1.
 */
export class OnePort {
  readonly #limits: TransportLimits;
  readonly #tls: Tls | undefined;
  readonly #server: Server;
  readonly #http1: Transport;
  readonly #http2: Transport;
  readonly #sockets = new Set<Socket>();
  /** Connections that have not said yet which protocol they speak, by {@link toKey}. */
  readonly #undecided = new Map<string, Socket>();
  #isDraining = false;
  readonly #closed = Promise.withResolvers<void>();

  constructor({ listener, onRefusal, limits, tls }: OnePortOptions) {
    this.#limits = limits;
    this.#tls = tls;
    const { http1Engine, http2Engine } = limits;
    this.#http1 = (http1Engine === "node" ? createNodeHttp1 : createHttp1)(listener, limits, onRefusal);
    this.#http2 = (http2Engine === "node" ? createNodeHttp2 : createHttp2)(listener, limits);
    this.#server = tls ? this.#createTls(tls) : this.#createCleartext();
    this.#server.on("connection", (socket: Socket) => this.#track(socket));
  }

  /** Opens the port; 0 takes a free one. Rejects with Node's error, such as EADDRINUSE. */
  async listen(port: number, host: string): Promise<PortAddress> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once("error", reject);
    this.#server.listen({ port, host }, resolve);
    await promise;
    this.#server.off("error", reject);
    const address = this.#server.address() as AddressInfo;
    return { host: address.address, port: address.port, isTls: this.#tls !== undefined };
  }

  /** Resolves when the port was drained and its last connection is closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  /** Takes no more connections, closes idle ones and lets the others finish what is in flight: what was sent by now is. */
  drain(): void {
    this.#isDraining = true;
    this.#server.close(() => {
      this.#http1.close();
      this.#http2.close();
      this.#closed.resolve();
    });
    this.#http1.drain();
    this.#http2.drain();
    whenHeard(() => {
      for (const socket of this.#undecided.values()) socket.destroy();
    });
  }

  /** Gives up what is in flight, with the reason that callers are told. */
  abort(fault: Fault): void {
    this.#http1.abort(fault);
    this.#http2.abort(fault);
  }

  /** Closes every connection, at once. */
  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #createCleartext(): Server {
    return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      sniffHttp2(socket, this.#limits.headerTimeoutMs, (isHttp2) => this.#accept(socket, isHttp2));
    });
  }

  #createTls(tls: Tls): Server {
    const handshakeTimeout = this.#limits.headerTimeoutMs;
    const ALPNProtocols = ["h2", "http/1.1"];
    const server: TlsServer = createTlsServer(
      { ...tls.read(), allowHalfOpen: true, noDelay: true, handshakeTimeout, ALPNProtocols },
      (socket: TLSSocket) => this.#judge(socket, tls),
    );
    server.on("tlsClientError", (error, socket) => {
      tls.report(toHandshakeFailure(error), socket);
      socket.destroy();
    });
    const stopWatching = tls.watch((context) => server.setSecureContext(context));
    server.once("close", stopWatching);
    return server;
  }

  #track(socket: Socket): void {
    const key = toKey(socket);
    this.#sockets.add(socket);
    this.#undecided.set(key, socket);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#undecided.delete(key);
    });
  }

  #judge(socket: TLSSocket, tls: Tls): void {
    const failure = tls.judge(socket);
    if (!failure) {
      this.#accept(socket, socket.alpnProtocol === "h2");
      return;
    }
    tls.report(failure, socket);
    refuseTls(socket, failure);
  }

  #accept(socket: Socket, isHttp2: boolean): void {
    this.#undecided.delete(toKey(socket));
    // Without a listener of its own a broken connection would end the process.
    socket.on("error", ignore);
    // A client sends what it sent on such a connection again: no stream of it was opened.
    if (isHttp2 && this.#isDraining) socket.destroy();
    else (isHttp2 ? this.#http2 : this.#http1).accept(socket);
  }
}

/** The same for a connection and for the TLS socket on top of it. */
function toKey(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`;
}

function ignore(): void {}
