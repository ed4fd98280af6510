import { AsyncLocalStorage } from "node:async_hooks";
import { currentCall } from "./current-call.ts";
import { toExceptionEvent } from "./exception-event.ts";
import { serializeError } from "./serialize-error.ts";
import type { Attributes, Span, Spans } from "./span.ts";
import { randomHex, type TraceContext } from "./trace-context.ts";

/** What a child span is called and says. */
export interface ChildSpanOptions {
  readonly name: string;
  /** Default `internal`; `client` for what leaves the process or reaches a store. */
  readonly kind?: Span["kind"];
  readonly attributes?: Attributes;
}

const openSpans = new AsyncLocalStorage<TraceContext>();

/** The innermost open span of the running code: a child span, else the call's own; undefined outside of calls. */
export function currentTrace(): TraceContext | undefined {
  return openSpans.getStore() ?? currentCall()?.trace;
}

/**
 * Runs `work` as a child span of the running code's span and passes on what it returns or throws. The span ends when the
 * result is there: at once, when its promise settles, or with the last value of an async iterable. When the call is not
 * sampled, or spans go nowhere, `work` just runs.
 */
export function withSpan<T>(spans: Spans, options: ChildSpanOptions, work: () => T): T {
  const parent = spans.isOn ? currentTrace() : undefined;
  if (!parent?.isSampled) return work();
  const span = new OpenSpan(spans, parent, options);
  try {
    return span.follow(openSpans.run(span.trace, work));
  } catch (thrown) {
    span.fail(thrown);
    throw thrown;
  }
}

/** A span that has started. */
class OpenSpan {
  readonly trace: TraceContext;
  readonly #spans: Spans;
  readonly #options: ChildSpanOptions;
  readonly #startMs = performance.now();

  constructor(spans: Spans, parent: TraceContext, options: ChildSpanOptions) {
    this.#spans = spans;
    this.#options = options;
    this.trace = { ...parent, spanId: randomHex(8), parentSpanId: parent.spanId };
  }

  /** Ends the span when `result` is complete; returns what stands for `result`. */
  follow<T>(result: T): T {
    if (result instanceof Promise) return this.#await(result) as T;
    if (isAsyncIterable(result)) return this.#iterate(result) as T;
    this.end();
    return result;
  }

  end(): void {
    this.#spans.add(this.#toSpan());
  }

  fail(thrown: unknown): void {
    const span = this.#toSpan();
    const { type, message } = serializeError(thrown);
    const attributes = { ...span.attributes, "error.type": type };
    this.#spans.add({ ...span, attributes, error: message, events: [toExceptionEvent(thrown, span.endMs)] });
  }

  async #await(result: Promise<unknown>): Promise<unknown> {
    try {
      return this.follow(await result);
    } catch (thrown) {
      this.fail(thrown);
      throw thrown;
    }
  }

  async *#iterate<T>(values: AsyncIterable<T>): AsyncGenerator<T> {
    const iterator = openSpans.run(this.trace, () => values[Symbol.asyncIterator]());
    let isOver = false;
    try {
      for (;;) {
        const { done, value } = await openSpans.run(this.trace, () => iterator.next());
        isOver = done === true;
        if (isOver) return this.end();
        yield value;
      }
    } catch (thrown) {
      isOver = true;
      this.fail(thrown);
      throw thrown;
    } finally {
      if (!isOver) await this.#leave(iterator);
    }
  }

  /** The reader went away before the last value. */
  async #leave(iterator: AsyncIterator<unknown>): Promise<void> {
    await openSpans.run(this.trace, () => iterator.return?.());
    this.end();
  }

  #toSpan(): Span {
    const { name, kind = "internal", attributes = {} } = this.#options;
    const { trace } = this;
    return { name, kind, trace, isParentRemote: false, startMs: this.#startMs, endMs: performance.now(), attributes };
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
