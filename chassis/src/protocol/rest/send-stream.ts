import type { Message } from "@bufbuild/protobuf";
import type { Call } from "../../call.ts";
import { toFault } from "../../fault.ts";
import { type Exchange, resetCodes } from "../../transport/exchange.ts";
import { type AnswerPlan, jsonLines, type Rendered } from "./answer-plan.ts";
import { sendProblem, toProblem } from "./send-problem.ts";

/**
 * Sends a server stream: NDJSON, or the bytes of google.api.HttpBody messages under the first one's content type. A
 * failure before the first message is an ordinary problem. After it, NDJSON ends with a line `{"error": problem}`, and
 * raw bytes break off, so that half a file is not taken for a whole one.
 */
export class StreamSender {
  readonly #exchange: Exchange;
  readonly #call: Call;
  readonly #plan: AnswerPlan;
  #status: number | undefined = undefined;
  #isOver = false;

  constructor(exchange: Exchange, call: Call, plan: AnswerPlan) {
    this.#exchange = exchange;
    this.#call = call;
    this.#plan = plan;
  }

  /** Settles when the stream is over, one way or the other; never rejects. */
  async send(messages: AsyncIterable<unknown>): Promise<void> {
    const iterator = messages[Symbol.asyncIterator]();
    this.#call.onAbort = (fault) => {
      this.#fail(fault);
      void release(iterator);
    };
    try {
      while (!this.#isOver) {
        const step = await iterator.next();
        if (this.#isOver) return;
        if (step.done) return this.#end();
        await this.#write(this.#plan.render(step.value as Message, jsonLines));
        if (this.#exchange.verb === "HEAD") this.#end();
      }
      await release(iterator);
    } catch (thrown) {
      this.#fail(thrown);
      await release(iterator);
    }
  }

  #write({ contentType, body }: Rendered): Promise<void> | undefined {
    this.#open(contentType);
    if (this.#exchange.verb === "HEAD" || body.length === 0) return undefined;
    return this.#exchange.write(typeof body === "string" ? Buffer.from(body) : body);
  }

  #open(contentType: string): void {
    if (this.#status !== undefined) return;
    this.#status = this.#call.httpStatus ?? this.#call.method.policy.httpStatus;
    this.#exchange.respond(this.#status, { ...this.#call.responseHeaders, "content-type": contentType });
  }

  #end(): void {
    this.#open(this.#plan.types ? jsonLines : "application/octet-stream");
    this.#isOver = true;
    this.#exchange.end();
    this.#call.end({ code: "ok", httpStatus: this.#status! });
  }

  #fail(thrown: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const fault = toFault(thrown);
    if (this.#status === undefined) {
      sendProblem(this.#exchange, this.#call, fault);
      return;
    }
    if (this.#plan.types) {
      void this.#exchange.write(Buffer.from(`${JSON.stringify({ error: toProblem(fault, this.#call) })}\n`));
      this.#exchange.end();
    } else this.#exchange.reset(resetCodes.internal);
    this.#call.end({ code: fault.code, fault, httpStatus: this.#status });
  }
}

/** Lets the handler's generator run its `finally`; what it throws there has no one left to be told. */
async function release(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // The answer is over already.
  }
}
