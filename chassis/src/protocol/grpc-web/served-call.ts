import type { Fault } from "../../fault.ts";
import type { Awaitable } from "../../handler.ts";
import type { ResponseHeaders } from "../../transport/exchange.ts";
import { EnvelopedCall, type EnvelopedCallInit } from "../enveloped-call.ts";
import { isHttpRefusal } from "../grpc/request.ts";
import { toTrailers } from "../grpc/status.ts";
import { decodeText, decodeWholeText, encodeText, toTextBytes } from "./base64-text.ts";
import { toTrailerFrame } from "./status.ts";

/** One gRPC-Web call: the trailers are the last frame of the body, and the text form is base64 throughout. */
export class GrpcWebCall extends EnvelopedCall {
  readonly #isText: boolean;
  #isOpen = false;

  constructor(init: EnvelopedCallInit, isText: boolean) {
    super(init);
    this.#isText = isText;
  }

  open(): void {
    this.#isOpen = true;
    this.exchange.respond(200, this.#toHeaders());
  }

  protected close(fault: Fault | undefined): void {
    if (!this.#isOpen) {
      this.#endUnopened(fault);
      return;
    }
    void this.writeFrame(toTrailerFrame(this.call, fault));
    this.exchange.end();
  }

  protected answerOnce(frame: Uint8Array): void {
    const body = Buffer.concat([frame, toTrailerFrame(this.call, undefined)]);
    this.exchange.respondOnce(200, this.#toHeaders(), this.#toBody(body));
  }

  protected override readWhole(maxBytes: number, idleTimeoutMs: number): Awaitable<Uint8Array> {
    if (!this.#isText) return super.readWhole(maxBytes, idleTimeoutMs);
    const text = super.readWhole(toTextBytes(maxBytes), idleTimeoutMs);
    return text instanceof Promise ? text.then(decodeWholeText) : decodeWholeText(text);
  }

  protected override readChunks(idleTimeoutMs: number): AsyncIterable<Uint8Array> {
    const chunks = super.readChunks(idleTimeoutMs);
    return this.#isText ? decodeText(chunks) : chunks;
  }

  protected override writeFrame(frame: Uint8Array): Promise<void> | undefined {
    return this.exchange.write(this.#toBody(frame));
  }

  #endUnopened(fault: Fault | undefined): void {
    const headers = this.#toHeaders();
    if (!fault || !isHttpRefusal(fault)) {
      this.exchange.respondOnce(200, headers, this.#toBody(toTrailerFrame(this.call, fault)));
      return;
    }
    const refusal = { ...headers, ...fault.headers, ...toTrailers(this.call, fault) };
    this.exchange.respondOnce(fault.httpStatus, refusal);
  }

  #toBody(bytes: Uint8Array): Uint8Array {
    return this.#isText ? encodeText(bytes) : bytes;
  }

  #toHeaders(): ResponseHeaders {
    const { codec, fault } = this.form;
    const { answerCompression } = this;
    const headers: ResponseHeaders = { ...this.call.responseHeaders };
    headers["content-type"] = `application/grpc-web${this.#isText ? "-text" : ""}+${codec.name}`;
    if (fault || answerCompression) headers["grpc-accept-encoding"] = "gzip";
    if (answerCompression) headers["grpc-encoding"] = answerCompression.name;
    return headers;
  }
}
