import type { Call, Outcome } from "../call.ts";
import type { FaultCode } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import type { Method } from "../method.ts";
import { toJsonText } from "../telemetry/json-text.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

type Level = "debug" | "info" | "warn" | "error";

/** What the caller did wrong is not an error of ours; what we could not do is a warning; what we broke is an error. */
const levels: Readonly<Partial<Record<"ok" | FaultCode, Level>>> = {
  unknown: "error",
  internal: "error",
  data_loss: "error",
  unavailable: "warn",
  deadline_exceeded: "warn",
  resource_exhausted: "warn",
};

/**
 * Writes one line per call, at its last byte: ids, door, rpc, code, time, peer, identity, deadline. Operations endpoints
 * are logged at debug. No header and no body is ever written, so no secret is.
 *
 * @example
 * const handler = compose([log(telemetry)], () => ({ message: "Hello" }), method);
 * const call = newCall(method);
 * handler({}, call);
 * call.end({ code: "ok" });
 * assert.match(lines[0], /"method":"GetHello","code":"ok"/);
 */
export function log(telemetry: Pick<Telemetry, "log" | "lines" | "service">): Middleware {
  return (next, method) => {
    const heads = new Map<string, string>();
    const addHead = (transport: string) => {
      const head = toHead(telemetry.service, transport, method);
      heads.set(transport, head);
      return head;
    };
    const write = (outcome: Outcome, call: Call) => {
      const level = levels[outcome.code] ?? (method.policy.isOps ? "debug" : "info");
      if (!telemetry.log.isLevelEnabled(level)) return;
      const head = heads.get(call.transport) ?? addHead(call.transport);
      telemetry.lines.write(toLine(level, head, call, outcome));
    };
    return function log(request, call) {
      call.onEnd(write);
      return next(request, call);
    };
  };
}

/** The part of the line that is the same for all calls of an rpc through one door. */
function toHead(app: string, transport: string, { service, name }: Method): string {
  const fields = { app, msg: "call", transport, service, method: name };
  return `,${JSON.stringify(fields).slice(1, -1)}`;
}

/**
 * Builds the line by hand: this runs for every call, and a general logger takes five times as long for the same text
 * (measured). Ids are hex or of a checked form and need no escaping; everything else that comes from outside is escaped.
 */
function toLine(level: Level, head: string, call: Call, { code, fault, httpStatus }: Outcome): string {
  const { trace, verb, route, identity, deadlineMs } = call;
  const reason = fault?.reason ?? call.reason;
  let line = `{"level":"${level}","time":"${readTime(call.startMs + call.durationMs)}"${head},"code":"${code}"`;
  if (reason !== undefined) line += `,"reason":${toJsonText(reason)}`;
  if (fault) line += `,"error":${toJsonText(fault.message)}`;
  if (verb !== undefined) line += `,"http_method":${toJsonText(verb)}`;
  if (route !== undefined) line += `,"path":${toJsonText(route)}`;
  if (httpStatus !== undefined) line += `,"status":${httpStatus}`;
  line += `,"duration_ms":${toMs(call.durationMs)},"peer":${toJsonText(call.peer.address)}`;
  if (identity !== undefined) line += `,"identity":${toJsonText(identity)}`;
  if (deadlineMs !== undefined) line += `,"deadline_ms":${toMs(deadlineMs - call.startMs)}`;
  if (trace) line += `,"trace_id":"${trace.traceId}","span_id":"${trace.spanId}"`;
  return `${line},"request_id":${toJsonText(call.requestId)}}\n`;
}

/** Milliseconds to the microsecond, put together from whole numbers: that is half the work of printing a fraction. */
function toMs(ms: number): string {
  const micros = Math.round(ms * 1000);
  const rest = micros % 1000;
  const digits = rest < 10 ? `00${rest}` : rest < 100 ? `0${rest}` : rest;
  return rest === 0 ? `${micros / 1000}` : `${(micros - rest) / 1000}.${digits}`;
}

let shownMs = 0;
let shownTime = "";
let wallOffsetMs = 0;
let offsetReadMs = Number.NEGATIVE_INFINITY;

/**
 * A moment of the `performance.now()` clock as RFC 3339. The wall clock is asked once a second, and most lines of a busy
 * millisecond share one text.
 */
function readTime(nowMs: number): string {
  if (nowMs - offsetReadMs > 1000) {
    wallOffsetMs = Date.now() - performance.now();
    offsetReadMs = nowMs;
  }
  const ms = Math.floor(nowMs + wallOffsetMs);
  if (ms === shownMs) return shownTime;
  shownMs = ms;
  shownTime = new Date(ms).toISOString();
  return shownTime;
}
