import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import type { Peer } from "../call.ts";
import { Fault, type FaultInit } from "../fault.ts";
import type { ResponseHeaders } from "./exchange.ts";
import { toPeer } from "./peer.ts";
import type { Refused } from "./transport.ts";

const malformed: FaultInit = {
  code: "invalid_argument",
  reason: "MALFORMED_REQUEST",
  message: "The bytes are no HTTP request. Send HTTP/1.1 or HTTP/2.",
};
const malformedTarget: FaultInit = {
  ...malformed,
  message: "The URL holds a character that must be percent-encoded, as %C3%AB for ë.",
};
const headersTooLarge: FaultInit = {
  code: "resource_exhausted",
  reason: "HEADERS_TOO_LARGE",
  message: "The request headers are larger than MAX_HEADER_BYTES allows. Send fewer or shorter ones.",
  httpStatus: 431,
};
const headerTimeout: FaultInit = {
  code: "deadline_exceeded",
  reason: "HEADER_TIMEOUT",
  message: "The request headers did not arrive in time. Send them at once.",
  httpStatus: 408,
};
const tunnel: FaultInit = {
  code: "unimplemented",
  reason: "METHOD_NOT_ALLOWED",
  message: "This is no proxy: it opens no tunnels by CONNECT.",
};

/** What is wrong with a request that node:http could not parse. */
export function toRefusal({ code }: NodeJS.ErrnoException): Fault {
  if (code === "HPE_HEADER_OVERFLOW") return new Fault(headersTooLarge);
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new Fault(headerTimeout);
  if (code === "HPE_INVALID_URL") return new Fault(malformedTarget);
  return new Fault(malformed);
}

/** Refuses CONNECT: 501, since nothing here implements it (RFC 9110 §15.6.2). */
export function noTunnel(): Fault {
  return new Fault(tunnel);
}

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
