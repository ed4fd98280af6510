import type { Call } from "../../call.ts";
import type { Fault } from "../../fault.ts";
import type { ResponseHeaders } from "../../transport/exchange.ts";
import { EnvelopedCall } from "../enveloped-call.ts";
import { isHttpRefusal } from "./request.ts";
import { toTrailers } from "./status.ts";

/** One gRPC call: the status travels in HTTP/2 trailers. */
export class GrpcCall extends EnvelopedCall {
  #isOpen = false;

  open(): void {
    this.#isOpen = true;
    this.exchange.respond(200, this.#toHeaders());
  }

  protected close(fault: Fault | undefined): void {
    const trailers = toTrailers(this.call, fault);
    if (this.#isOpen) this.exchange.end(trailers);
    else this.#endUnopened(fault, trailers);
  }

  protected answerOnce(frame: Uint8Array): void {
    this.exchange.respondOnce(200, this.#toHeaders(), frame, toTrailers(this.call, undefined));
  }

  /** An answer without a message is one block of headers ("Trailers-Only"), unless the handler set headers of its own. */
  #endUnopened(fault: Fault | undefined, trailers: ResponseHeaders): void {
    const isSplit = hasOwnHeaders(this.call);
    const headers = this.#toHeaders();
    const isRefusal = fault !== undefined && isHttpRefusal(fault);
    if (isRefusal) Object.assign(headers, fault.headers);
    const status = isRefusal ? fault.httpStatus : 200;
    if (isSplit) this.exchange.respondOnce(status, headers, undefined, trailers);
    else this.exchange.respondOnce(status, Object.assign(headers, trailers));
  }

  /** The call's own record becomes the head: a copy per call would be the dearest line here. */
  #toHeaders(): ResponseHeaders {
    const { codec, fault } = this.form;
    const { answerCompression } = this;
    const headers: ResponseHeaders = this.call.responseHeaders ?? {};
    headers["content-type"] = codec.name === "proto" ? "application/grpc+proto" : "application/grpc+json";
    if (fault || answerCompression) headers["grpc-accept-encoding"] = "gzip";
    if (answerCompression) headers["grpc-encoding"] = answerCompression.name;
    return headers;
  }
}

/** What the `trace` middleware sets; no caller needs it apart from the trailers. */
const chassisHeaders: ReadonlySet<string> = new Set(["x-request-id", "traceparent"]);

function hasOwnHeaders({ responseHeaders }: Call): boolean {
  for (const name in responseHeaders) if (!chassisHeaders.has(name)) return true;
  return false;
}
