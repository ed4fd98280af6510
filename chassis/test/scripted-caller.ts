import type { DescMethod, DescMethodUnary, Message } from "@bufbuild/protobuf";
import type { Caller, CallOptions } from "../src/client/client.ts";
import type { Awaitable, Values } from "../src/handler.ts";

/** One call as the Caller got it. */
export interface Attempt {
  /** From 1 on. */
  readonly number: number;
  readonly method: DescMethod;
  readonly request: Message | AsyncIterable<Message>;
  readonly options: CallOptions;
}

/** What the peer does about one attempt: a message, or several; what it throws, the attempt fails with. */
export type Script = (attempt: Attempt) => Awaitable<Message> | Values<Message>;

/** A Caller without a wire: a test says what becomes of each call, and reads what was asked. */
export class ScriptedCaller implements Caller {
  readonly attempts: Attempt[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  async unary(method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message> {
    return (await this.#play(method, request, options)) as Message;
  }

  async *stream(
    method: DescMethod,
    request: Message | AsyncIterable<Message>,
    options: CallOptions,
  ): AsyncIterable<Message> {
    const answer = await this.#play(method, request, options);
    if (Symbol.asyncIterator in answer || Symbol.iterator in answer) yield* answer;
    else yield answer;
  }

  #play(method: DescMethod, request: Message | AsyncIterable<Message>, options: CallOptions) {
    const attempt = { number: this.attempts.length + 1, method, request, options };
    this.attempts.push(attempt);
    return this.#script(attempt);
  }
}

/** Lets everything run that waits for nothing but promises. */
export function runPromises(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
