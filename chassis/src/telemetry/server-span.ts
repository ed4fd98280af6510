import type { Call, Outcome } from "../call.ts";
import { type FaultCode, faultCodes } from "../fault.ts";
import { toExceptionEvent } from "./exception-event.ts";
import type { Attributes, Span } from "./span.ts";

/** Codes that are our failure, not the caller's (OpenTelemetry's gRPC conventions, "Recording errors on server spans"). */
const ourFailures: ReadonlySet<FaultCode> = new Set([
  "unknown",
  "deadline_exceeded",
  "unimplemented",
  "internal",
  "unavailable",
  "data_loss",
]);

/** The span of a call that is over, by OpenTelemetry's conventions for RPC and HTTP servers. */
export function toServerSpan(call: Call, outcome: Outcome): Span {
  const { code, fault } = outcome;
  const hasFailed = code !== "ok" && ourFailures.has(code) && call.method.desc !== undefined;
  const endMs = call.startMs + call.durationMs;
  return {
    name: call.transport === "rest" ? `${call.verb} ${call.route}` : call.method.path.replace(/^\//, ""),
    kind: call.transport === "queue" ? "consumer" : "server",
    trace: call.trace!,
    isParentRemote: true,
    startMs: call.startMs,
    endMs,
    attributes: toAttributes(call, outcome),
    ...(hasFailed ? { error: fault?.message ?? code } : {}),
    ...(hasFailed && fault ? { events: [toExceptionEvent(fault.cause ?? fault, endMs)] } : {}),
  };
}

function toAttributes(call: Call, { code, httpStatus }: Outcome): Attributes {
  const attributes: Attributes = {
    "rpc.service": call.method.service,
    "rpc.method": call.method.name,
    "flotilla.transport": call.transport,
    "flotilla.request_id": call.requestId,
    "client.address": call.peer.address,
  };
  if (call.transport === "connect") attributes["rpc.system"] = "connect_rpc";
  if (call.transport === "grpc" || call.transport === "grpc_web") {
    attributes["rpc.system"] = "grpc";
    attributes["rpc.grpc.status_code"] = code === "ok" ? 0 : faultCodes[code].grpc;
  }
  if (call.transport === "queue") Object.assign(attributes, toMessagingAttributes(call));
  if (call.verb !== undefined) attributes["http.request.method"] = call.verb;
  if (call.route !== undefined) attributes["http.route"] = call.route;
  if (httpStatus !== undefined) attributes["http.response.status_code"] = httpStatus;
  if (call.identity !== undefined) attributes["enduser.id"] = call.identity;
  if (code !== "ok") attributes["error.type"] = code;
  return attributes;
}

/** By OpenTelemetry's conventions for messaging spans. */
function toMessagingAttributes(call: Call): Attributes {
  return {
    "messaging.operation.type": "process",
    "messaging.destination.name": call.header("queue-subject") ?? "",
    "messaging.consumer.group.name": call.peer.address,
    "messaging.message.id": call.header("queue-message-id") ?? "",
  };
}
