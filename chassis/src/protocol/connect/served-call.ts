import type { Outcome } from "../../call.ts";
import type { Fault } from "../../fault.ts";
import type { ResponseHeaders } from "../../transport/exchange.ts";
import { endStreamFlag, toEnvelope } from "../envelope.ts";
import { EnvelopedCall } from "../enveloped-call.ts";
import { toConnectStatus } from "./status.ts";

/** One streaming call of Connect, of any of the three kinds. Its HTTP status is always 200. */
export class ConnectStreamCall extends EnvelopedCall {
  #isOpen = false;

  open(): void {
    this.#isOpen = true;
    this.exchange.respond(200, this.#toHeaders());
  }

  protected answerOnce(frame: Uint8Array): void {
    this.exchange.respondOnce(200, this.#toHeaders(), Buffer.concat([frame, this.#toEndStream(undefined)]));
  }

  protected close(fault: Fault | undefined): void {
    const end = this.#toEndStream(fault);
    if (!this.#isOpen) {
      this.exchange.respondOnce(200, this.#toHeaders(), end);
      return;
    }
    void this.exchange.write(end);
    this.exchange.end();
  }

  protected override toOutcome(fault: Fault | undefined): Outcome {
    return { ...super.toOutcome(fault), httpStatus: 200 };
  }

  #toEndStream(fault: Fault | undefined): Buffer {
    const trailers = Object.entries(this.call.responseTrailers ?? {});
    const end = {
      ...(fault ? { error: toConnectStatus(fault, this.call) } : {}),
      ...(trailers.length > 0
        ? { metadata: Object.fromEntries(trailers.map(([name, value]) => [name, [value].flat()])) }
        : {}),
    };
    return toEnvelope(endStreamFlag, Buffer.from(JSON.stringify(end)));
  }

  #toHeaders(): ResponseHeaders {
    const { codec, fault } = this.form;
    const { answerCompression } = this;
    const headers: ResponseHeaders = { ...this.call.responseHeaders };
    headers["content-type"] = `application/connect+${codec.name}`;
    if (fault) headers["connect-accept-encoding"] = "gzip";
    if (answerCompression) headers["connect-content-encoding"] = answerCompression.name;
    return headers;
  }
}
