import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Part } from "@flotilla/chassis";

/** What can be scraped: text, and its content type. */
export interface Scraped {
  readonly text: string;
  readonly contentType: string;
}

/** Where the door is, and what it gives. */
export interface MetricsDoorOptions {
  readonly host: string;
  readonly port: number;
  scrape(accept: string | undefined): Promise<Scraped>;
}

/** An extra port that answers GET and HEAD on any path with the metrics, as system 003's 9402 does. Never TLS. */
export class MetricsDoor implements Part {
  readonly name = "metrics door";
  readonly #options: MetricsDoorOptions;
  readonly #server: Server;

  constructor(options: MetricsDoorOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** The port in use, once started. */
  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async start(): Promise<void> {
    const { host, port } = this.#options;
    this.#server.listen(port, host);
    await once(this.#server, "listening");
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    try {
      const { text, contentType } = await this.#options.scrape(request.headers.accept);
      response.writeHead(200, { "content-type": contentType, "content-length": Buffer.byteLength(text) });
      response.end(request.method === "HEAD" ? undefined : text);
    } catch {
      response.writeHead(500).end();
    }
  }
}
