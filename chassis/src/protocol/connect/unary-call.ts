import type { Message } from "@bufbuild/protobuf";
import { Call } from "../../call.ts";
import { type Fault, toFault } from "../../fault.ts";
import type { Awaitable, Encoded } from "../../handler.ts";
import { type Exchange, type ResponseHeaders, resetCodes } from "../../transport/exchange.ts";
import { chooseCompression, compressMinBytes } from "../compression.ts";
import type { RequestForm } from "../enveloped-call.ts";
import { oncePerFault } from "../once-per-fault.ts";
import { sendProblem } from "../rest/send-problem.ts";
import type { Rpc } from "../rpc.ts";
import type { Reply } from "../serve.ts";
import { toConnectStatus, toHttpStatus } from "./status.ts";

/** One unary call of Connect: plain HTTP, with the message as the body and trailers as `trailer-` headers. */
export class ConnectUnaryCall implements Encoded, Reply {
  readonly call: Call;
  readonly #exchange: Exchange;
  readonly #rpc: Rpc;
  readonly #form: RequestForm;
  readonly #message: Uint8Array | undefined;

  /** `message`: what a GET brought in its query. */
  constructor(exchange: Exchange, rpc: Rpc, form: RequestForm, message?: Uint8Array) {
    const { headers, peer, verb } = exchange;
    const { method } = rpc.endpoint;
    const { timeoutMs } = form;
    this.call = new Call({ method, transport: "connect", headers, peer, verb, timeoutMs });
    this.#exchange = exchange;
    this.#rpc = rpc;
    this.#form = form;
    this.#message = message;
    exchange.onAbort((gone) => this.call.abort(gone));
  }

  decode(): Awaitable<Message> {
    if (this.#form.fault) throw this.#form.fault;
    if (this.#message) return this.#read(this.#message);
    const { maxBytes, idleTimeoutMs } = this.#rpc;
    const body = this.#exchange.readWhole(maxBytes, idleTimeoutMs);
    return body instanceof Promise ? body.then((whole) => this.#read(whole)) : this.#read(body);
  }

  answer(opened: unknown): void {
    const { codec, accepted } = this.#form;
    const body = codec.encode(this.call.method.output, opened as Message);
    const isWanted = this.call.compressesAnswer ?? body.length >= compressMinBytes;
    const compression = isWanted ? chooseCompression(accepted) : undefined;
    if (!compression) {
      this.#send(body);
      return;
    }
    const zipped = compression.compress(body);
    if (!(zipped instanceof Promise)) this.#send(zipped, compression.name);
    else zipped.then((small) => this.#send(small, compression.name)).catch((cause) => this.fail(toFault(cause)));
  }

  fail(fault: Fault): void {
    try {
      if (isHttpRefusal(fault)) sendProblem(this.#exchange, this.call, fault);
      else this.#sendStatus(fault);
    } catch {
      // What the handler set cannot be sent as a header.
      this.#exchange.reset(resetCodes.internal);
    } finally {
      this.call.end({ code: fault.code, fault, httpStatus: toHttpStatus(fault) });
    }
  }

  #read(body: Uint8Array): Awaitable<Message> {
    const { codec, compression } = this.#form;
    const { endpoint, maxBytes } = this.#rpc;
    const { input } = endpoint.method;
    if (!compression || body.length === 0) return codec.decode(input, body);
    this.call.isRequestCompressed = true;
    const plain = compression.decompress(body, maxBytes);
    return plain instanceof Promise ? plain.then((bytes) => codec.decode(input, bytes)) : codec.decode(input, plain);
  }

  #send(body: Uint8Array, encoding?: string): void {
    const headers = this.#toHeaders(`application/${this.#form.codec.name}`);
    if (encoding !== undefined) headers["content-encoding"] = encoding;
    if (this.#message) headers["vary"] = "accept-encoding";
    this.#exchange.respondOnce(200, headers, body);
    this.call.end({ code: "ok", httpStatus: 200 });
  }

  #sendStatus(fault: Fault): void {
    const headers = this.#toHeaders("application/json");
    if (fault === this.#form.fault) headers["accept-encoding"] = "gzip";
    if (fault.retryAfterMs !== undefined) headers["retry-after"] = Math.ceil(fault.retryAfterMs / 1000);
    const body = toStatusText(fault, this.call);
    this.#exchange.respondOnce(toHttpStatus(fault), Object.assign(headers, fault.headers), body);
  }

  #toHeaders(contentType: string): ResponseHeaders {
    const headers: ResponseHeaders = { ...this.call.responseHeaders, "content-type": contentType };
    const trailers = this.call.responseTrailers;
    for (const name in trailers) headers[`trailer-${name}`] = trailers[name]!;
    return headers;
  }
}

const toStatusText = oncePerFault((fault, call) => JSON.stringify(toConnectStatus(fault, call)));

/** Not Connect enough to be answered in its JSON: a content type that it does not have. */
function isHttpRefusal({ httpStatus }: Fault): boolean {
  return httpStatus === 415;
}
