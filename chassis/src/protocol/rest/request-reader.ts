import type { Message, Registry } from "@bufbuild/protobuf";
import { Fault } from "../../fault.ts";
import type { Awaitable } from "../../handler.ts";
import type { Exchange } from "../../transport/exchange.ts";
import type { Rpc } from "../rpc.ts";
import { type BodyDecoder, createBodyDecoder, isRawBody } from "./body-decoder.ts";
import { cutChunks } from "./http-body.ts";
import { readLines } from "./json-lines.ts";
import { isJson, isJsonLines } from "./json-type.ts";
import { readBody, readChunks } from "./request-body.ts";
import type { RequestPlan } from "./request-plan.ts";
import type { RouteMatch } from "./router.ts";

/** What of a request goes into the message, beside its body. */
export interface RequestLine {
  readonly match: RouteMatch<unknown>;
  /** Without the question mark. */
  readonly query: string;
}

/** Turns the requests of one route into messages. */
export class RequestReader {
  readonly #rpc: Rpc;
  readonly #plan: RequestPlan;
  readonly #decode: BodyDecoder;
  readonly #isRaw: boolean;

  constructor(rpc: Rpc, plan: RequestPlan, registry: Registry) {
    const { method } = rpc.endpoint;
    this.#rpc = rpc;
    this.#plan = plan;
    this.#decode = createBodyDecoder(method, plan, registry);
    this.#isRaw = isRawBody(method, plan);
  }

  /** The message, or the async iterable of messages of a client stream. */
  read(exchange: Exchange, line: RequestLine): Awaitable<unknown> {
    const type = exchange.headers["content-type"] as string | undefined;
    if (this.#rpc.hasRequestStream) return this.#readStream(exchange, line, type);
    if (this.#plan.body.kind === "none") return this.#plan.apply(line.match, line.query, this.#plan.create());
    if (!this.#isRaw && !isJson(type)) throw unsupported(type, "application/json");
    const body = readBody(exchange, this.#rpc.maxBytes, this.#rpc.idleTimeoutMs);
    return body instanceof Promise
      ? body.then((bytes) => this.#toMessage(bytes, line, type))
      : this.#toMessage(body, line, type);
  }

  #toMessage(bytes: Uint8Array, { match, query }: RequestLine, type: string | undefined): Message {
    return this.#plan.apply(match, query, this.#decode(bytes, type));
  }

  #readStream(exchange: Exchange, line: RequestLine, type: string | undefined): AsyncIterable<Message> {
    if (!this.#isRaw && !isJsonLines(type)) throw unsupported(type, "application/x-ndjson");
    const { maxBytes, idleTimeoutMs } = this.#rpc;
    const chunks = readChunks(exchange, idleTimeoutMs);
    const pieces = this.#isRaw ? cutChunks(chunks, maxBytes) : readLines(chunks, maxBytes);
    return this.#toMessages(pieces, line, type);
  }

  async *#toMessages(pieces: AsyncIterable<Uint8Array>, line: RequestLine, type: string | undefined) {
    for await (const piece of pieces) yield this.#toMessage(piece, line, type);
  }
}

function unsupported(type: string | undefined, expected: string): Fault {
  const sent = type === undefined ? "no content type" : `content type ${JSON.stringify(type.slice(0, 100))}`;
  return new Fault({
    code: "invalid_argument",
    reason: "UNSUPPORTED_MEDIA_TYPE",
    message: `This route reads ${expected} in UTF-8; it was sent ${sent}.`,
    httpStatus: 415,
    headers: { accept: expected },
  });
}
