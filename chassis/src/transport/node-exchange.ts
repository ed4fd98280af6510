import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { HeaderMap, Peer } from "../call.ts";
import { Fault } from "../fault.ts";
import type { Exchange, ResponseHeaders } from "./exchange.ts";

/** An exchange over Node's own request and response objects, of node:http or node:http2. */
export class NodeExchange implements Exchange {
  readonly httpVersion: 1 | 2;
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;

  constructor(httpVersion: 1 | 2, request: IncomingMessage, response: ServerResponse) {
    this.httpVersion = httpVersion;
    this.#request = request;
    this.#response = response;
  }

  get peer(): Peer {
    return { address: this.#request.socket.remoteAddress ?? "" };
  }

  get verb(): string {
    return this.#request.method ?? "GET";
  }

  get target(): string {
    return this.#request.url ?? "/";
  }

  get headers(): HeaderMap {
    return this.#request.headers;
  }

  async readWhole(maxBytes: number): Promise<Uint8Array> {
    const parts: Buffer[] = [];
    let size = 0;
    for await (const chunk of this.chunks()) {
      size += chunk.length;
      if (size > maxBytes) {
        const message = `The body is larger than ${maxBytes} bytes.`;
        throw new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message, httpStatus: 413 });
      }
      parts.push(chunk as Buffer);
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  chunks(): AsyncIterable<Uint8Array> {
    return this.#request;
  }

  respondOnce(status: number, headers: ResponseHeaders, body?: Uint8Array | string, trailers?: ResponseHeaders): void {
    this.respond(status, headers);
    if (trailers) this.#response.addTrailers(trailers as Record<string, string>);
    this.#response.end(body);
  }

  respond(status: number, headers: ResponseHeaders): void {
    this.#response.writeHead(status, headers as Record<string, string>);
  }

  write(chunk: Uint8Array): Promise<void> | undefined {
    if (this.#response.write(chunk)) return undefined;
    return once(this.#response, "drain").then(() => undefined);
  }

  end(trailers?: ResponseHeaders): void {
    if (trailers) this.#response.addTrailers(trailers as Record<string, string>);
    this.#response.end();
  }

  reset(): void {
    this.#response.destroy();
  }

  onAbort(listener: () => void): void {
    this.#response.once("close", () => {
      if (!this.#response.writableFinished) listener();
    });
  }
}
