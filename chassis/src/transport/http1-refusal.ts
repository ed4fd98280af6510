import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Peer } from "../call.ts";
import type { Fault } from "../fault.ts";
import type { ResponseHeaders } from "./exchange.ts";
import { toPeer } from "./peer.ts";
import type { Refused } from "./transport.ts";

/** Answers a connection on which no request could be read with `application/problem+json`, and closes it. */
export function refuseHttp1(socket: Socket, fault: Fault): void {
  const { httpStatus: status, code, reason, message: detail } = fault;
  const problem = { type: "about:blank", title: STATUS_CODES[status], status, detail, code, reason };
  const headers = { "content-type": "application/problem+json" };
  new RefusedHttp1(socket).respondOnce(status, headers, JSON.stringify(problem));
}

/** A connection on which no request could be read: it takes one answer, and is closed after it. */
export class RefusedHttp1 implements Refused {
  readonly #socket: Socket;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get peer(): Peer {
    return toPeer(this.#socket);
  }

  respondOnce(status: number, headers: ResponseHeaders, body = ""): void {
    const socket = this.#socket;
    if (!socket.writable) {
      socket.destroy();
      return;
    }
    const fields = { connection: "close", ...headers, "content-length": Buffer.byteLength(body) };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    socket.end(`${[`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines].join("\r\n")}\r\n\r\n${body}`);
    // What the peer still sends is dropped, so that it gets to read the answer; then the connection ends either way.
    socket.resume();
    setTimeout(() => socket.destroy(), 1000).unref();
  }
}
