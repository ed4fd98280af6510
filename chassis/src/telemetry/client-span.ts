import type { DescMethod } from "@bufbuild/protobuf";
import type { RetryNotice } from "../client/client.ts";
import { type Fault, faultCodes } from "../fault.ts";
import { toExceptionEvent } from "./exception-event.ts";
import type { Attributes, Span, SpanEvent } from "./span.ts";
import type { TraceContext } from "./trace-context.ts";

/** How a dependency is spoken to, as `rpc.system` names it; undefined within the process. */
export type RpcSystem = "grpc" | "connect_rpc" | undefined;

/** What is known of a call to another service when it is over. */
export interface ClientSpanInit {
  readonly method: DescMethod;
  /** Name of the dependency. */
  readonly target: string;
  readonly system: RpcSystem;
  readonly trace: TraceContext;
  /** On the `performance.now()` clock, as is `endMs`. */
  readonly startMs: number;
  readonly endMs: number;
  readonly fault: Fault | undefined;
  readonly retries: readonly SpanEvent[];
}

/**
 * The span of a call to another service, all its attempts together, by OpenTelemetry's conventions for RPC clients. There
 * every code but OK is an error.
 */
export function toClientSpan(init: ClientSpanInit): Span {
  const { method, trace, startMs, endMs, fault, retries } = init;
  const span: Span = {
    name: `${method.parent.typeName}/${method.name}`,
    kind: "client",
    trace,
    isParentRemote: false,
    startMs,
    endMs,
    attributes: toAttributes(init),
    events: retries,
  };
  if (!fault) return span;
  return { ...span, error: fault.message, events: [...retries, toExceptionEvent(fault.cause ?? fault, endMs)] };
}

/** A failed attempt that is made again, with the attributes that gRPC proposal A72 has for attempts. */
export function toRetryEvent(
  { previousAttempts, fault, delayMs, isTransparent }: RetryNotice,
  timeMs: number,
): SpanEvent {
  const attributes = {
    "previous-rpc-attempts": previousAttempts,
    "transparent-retry": isTransparent,
    "error.type": fault.code,
    "flotilla.retry.delay_ms": delayMs,
  };
  return { name: "retry", timeMs, attributes };
}

function toAttributes({ method, target, system, fault }: ClientSpanInit): Attributes {
  const attributes: Attributes = {
    "rpc.service": method.parent.typeName,
    "rpc.method": method.name,
    "server.address": target,
  };
  if (system) attributes["rpc.system"] = system;
  if (system === "grpc") attributes["rpc.grpc.status_code"] = fault ? faultCodes[fault.code].grpc : 0;
  if (fault) attributes["error.type"] = fault.code;
  return attributes;
}
