import type { DescMethod } from "@bufbuild/protobuf";
import { type Clock, systemClock } from "../../clock.ts";
import type { Fault } from "../../fault.ts";
import { currentTrace } from "../../telemetry/child-span.ts";
import { type RpcSystem, toClientSpan, toRetryEvent } from "../../telemetry/client-span.ts";
import { createOutgoingHeaders } from "../../telemetry/propagate.ts";
import type { SpanEvent } from "../../telemetry/span.ts";
import type { Telemetry } from "../../telemetry/telemetry.ts";
import { randomHex, type TraceContext } from "../../telemetry/trace-context.ts";
import type { CallOptions, RetryNotice } from "../client.ts";
import { type CallWatch, type Interceptor, watchCalls } from "../interceptor.ts";
import { type ClientMetrics, createClientMetrics } from "./client-metrics.ts";

/** What {@link observe} tells of, and to whom. */
export interface ObserveOptions {
  /** Name of the dependency. */
  readonly target: string;
  readonly telemetry: Pick<Telemetry, "metrics" | "spans" | "sampler" | "propagators" | "baggageKeys">;
  /** Default: a call within the process. */
  readonly system?: RpcSystem;
  /** Default: the machine's own. */
  readonly clock?: Clock | undefined;
}

/**
 * Counts and times calls to another service, traces them, and sends the running call's trace, request id and chosen baggage
 * along; headers that the caller set itself win. A call is one span, from its first attempt to the last message of its
 * answer, with an event for each retry; one that is made outside of any call begins a trace of its own. Outermost, so
 * that what it tells is what the caller gets.
 *
 * @example
 * const hello = createClient(HelloService, observe({ target: "hello", telemetry })(new MemoryTransport()));
 * await assert.rejects(hello.getHello({}));
 * assert.match(await telemetry.metrics.metrics(), /rpc_client_duration_seconds_count\{target="hello",.*code="unavailable"\} 1/);
 */
export function observe({ target, telemetry, system, clock = systemClock }: ObserveOptions): Interceptor {
  const metrics = createClientMetrics(telemetry.metrics, target);
  const context = { target, telemetry, system, clock, metrics };
  return (next) => watchCalls(next, (method, options) => new WatchedCall(context, method, options));
}

interface WatchContext extends ObserveOptions {
  readonly system: RpcSystem;
  readonly clock: Clock;
  readonly metrics: ClientMetrics;
}

/** One call under way. */
class WatchedCall implements CallWatch {
  readonly options: CallOptions;
  readonly #context: WatchContext;
  readonly #method: DescMethod;
  readonly #onRetry: CallOptions["onRetry"];
  readonly #trace: TraceContext;
  readonly #hasSpan: boolean;
  readonly #startMs: number;
  readonly #retries: SpanEvent[] = [];

  constructor(context: WatchContext, method: DescMethod, options: CallOptions) {
    const { telemetry, clock } = context;
    this.#context = context;
    this.#method = method;
    this.#onRetry = options.onRetry;
    this.#trace = toTrace(currentTrace(), telemetry);
    this.#hasSpan = this.#trace.isSampled && telemetry.spans.isOn;
    this.#startMs = clock.now();
    const headers = { ...createOutgoingHeaders(telemetry, this.#trace), ...options.headers };
    this.options = { ...options, headers, onRetry: this.#countRetry };
  }

  end(fault: Fault | undefined): void {
    const { clock, metrics, telemetry, target, system } = this.#context;
    const endMs = clock.now();
    metrics.observe(this.#method, fault, endMs - this.#startMs, this.#trace);
    if (!this.#hasSpan) return;
    const span = { method: this.#method, trace: this.#trace, startMs: this.#startMs, endMs, retries: this.#retries };
    telemetry.spans.add(toClientSpan({ ...span, target, system, fault }));
  }

  readonly #countRetry = (retry: RetryNotice): void => {
    const { clock, metrics } = this.#context;
    metrics.countRetry(this.#method);
    if (this.#hasSpan) this.#retries.push(toRetryEvent(retry, clock.now()));
    this.#onRetry?.(retry);
  };
}

/** The span of the call; an unsampled one, or one that nobody would get, goes on with the span around it. */
function toTrace(around: TraceContext | undefined, { sampler, spans }: ObserveOptions["telemetry"]): TraceContext {
  if (around && !(around.isSampled && spans.isOn)) return around;
  const spanId = randomHex(8);
  if (around) return { ...around, spanId, parentSpanId: around.spanId };
  const traceId = randomHex(16);
  return { traceId, spanId, parentSpanId: undefined, isSampled: sampler(traceId, undefined), state: undefined };
}
