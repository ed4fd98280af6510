import type { Call } from "../../call.ts";
import { type Clock, systemClock } from "../../clock.ts";
import type { Fault } from "../../fault.ts";
import { toMessage } from "../../to-message.ts";
import { type Exchange, resetCodes } from "../../transport/exchange.ts";
import type { MessageSink } from "../message-stream.ts";
import { type AnswerPlan, streamForms } from "./answer-plan.ts";
import { Heartbeat } from "./heartbeat.ts";
import { sendProblem, toProblem } from "./send-problem.ts";
import type { StreamForm } from "./stream-form.ts";

/** What a {@link StreamSink} is made from. */
export interface StreamSinkInit {
  readonly exchange: Exchange;
  readonly call: Call;
  readonly plan: AnswerPlan;
  /** What the plan's types chose; empty for google.api.HttpBody, whose first message says its type. */
  readonly contentType: string;
  readonly clock?: Clock;
}

/**
 * Writes a server stream in the form that the caller asked for, or the bytes of google.api.HttpBody messages. A failure
 * before the head is an ordinary problem. After it the form says how to end; raw bytes break off, so that half a file is
 * not taken for a whole one. The head leaves with the first message, or with the first sign of life where there are any.
 */
export class StreamSink implements MessageSink {
  readonly #exchange: Exchange;
  readonly #call: Call;
  readonly #plan: AnswerPlan;
  readonly #contentType: string;
  readonly #form: StreamForm | undefined;
  readonly #heartbeat: Heartbeat | undefined;
  #status: number | undefined = undefined;
  #isHeldBack = false;

  constructor({ exchange, call, plan, contentType, clock = systemClock }: StreamSinkInit) {
    this.#exchange = exchange;
    this.#call = call;
    this.#plan = plan;
    this.#contentType = contentType;
    this.#form = streamForms.get(contentType);
    const keepAlive = this.#isHead ? undefined : this.#form?.keepAlive;
    if (keepAlive !== undefined) this.#heartbeat = new Heartbeat(clock, () => this.#beat(keepAlive));
  }

  /** Nothing yet: the first message of raw bytes says their type. */
  open(): void {}

  write(value: unknown): Promise<void> | undefined {
    const message = toMessage(value, this.#call.method.output);
    const { contentType, body } = this.#plan.render(message, this.#contentType);
    this.#respond(contentType);
    return this.#send(body);
  }

  end(fault: Fault | undefined): void {
    this.#heartbeat?.stop();
    if (fault && this.#status === undefined) {
      sendProblem(this.#exchange, this.#call, fault);
      return;
    }
    this.#respond(this.#contentType || "application/octet-stream");
    if (fault && !this.#form) this.#exchange.reset(resetCodes.internal);
    else {
      void this.#send(this.#toLast(fault));
      this.#exchange.end();
    }
    const httpStatus = this.#status!;
    this.#call.end(fault ? { code: fault.code, fault, httpStatus } : { code: "ok", httpStatus });
  }

  get #isHead(): boolean {
    return this.#exchange.verb === "HEAD";
  }

  #respond(contentType: string): void {
    if (this.#status !== undefined) return;
    this.#status = this.#call.httpStatus ?? this.#call.method.policy.httpStatus;
    const headers = { ...this.#form?.headers, ...this.#call.responseHeaders, "content-type": contentType };
    this.#exchange.respond(this.#status, headers);
  }

  #send(chunk: string | Uint8Array): Promise<void> | undefined {
    if (chunk.length === 0 || this.#isHead) return undefined;
    const caughtUp = this.#exchange.write(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
    if (!this.#heartbeat) return caughtUp;
    this.#heartbeat.touch();
    this.#isHeldBack = caughtUp !== undefined;
    return caughtUp?.then(() => {
      this.#isHeldBack = false;
    });
  }

  /** A peer that has yet to read what it got needs no more. */
  #beat(keepAlive: string): void {
    if (this.#isHeldBack) return;
    this.#respond(this.#contentType);
    void this.#send(keepAlive);
  }

  #toLast(fault: Fault | undefined): string {
    if (!fault) return this.#form?.toEnd() ?? "";
    return this.#form?.toFailure(JSON.stringify(toProblem(fault, this.#call)), fault) ?? "";
  }
}
