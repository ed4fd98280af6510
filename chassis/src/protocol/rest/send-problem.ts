import { STATUS_CODES } from "node:http";
import type { Call } from "../../call.ts";
import type { Fault } from "../../fault.ts";
import type { Exchange, ResponseHeaders } from "../../transport/exchange.ts";
import type { Refused } from "../../transport/transport.ts";
import { oncePerFault } from "../once-per-fault.ts";

/** Answers a Fault as an RFC 9457 problem and ends the call. */
export function sendProblem(exchange: Exchange | Refused, call: Call, fault: Fault): void {
  const headers: ResponseHeaders = { ...call.responseHeaders };
  for (const name of ofAnswer) delete headers[name];
  Object.assign(headers, fault.headers, { "content-type": problemType });
  if (fault.retryAfterMs !== undefined) headers["retry-after"] = Math.ceil(fault.retryAfterMs / 1000);
  exchange.respondOnce(fault.httpStatus, headers, toProblemText(fault, call));
  call.end({ code: fault.code, fault, httpStatus: fault.httpStatus });
}

const problemType = "application/problem+json";

const toProblemText = oncePerFault((fault, call) => JSON.stringify(toProblem(fault, call)));

/** What a handler says of its answer and does not hold for a problem, which nobody is to keep in the answer's place. */
const ofAnswer = ["cache-control", "content-encoding", "content-disposition", "etag", "expires", "last-modified"];

/**
 * `type` is `about:blank`, so `title` is the status' own phrase; `code`, `reason`, `traceId`, `requestId` and
 * `violations` are our extension members.
 */
export function toProblem(fault: Fault, call: Call): Record<string, unknown> {
  return {
    type: "about:blank",
    title: STATUS_CODES[fault.httpStatus] ?? "Client Closed Request",
    status: fault.httpStatus,
    detail: fault.message,
    code: fault.code,
    reason: fault.reason,
    traceId: call.trace?.traceId,
    requestId: call.requestId || undefined,
    violations: fault.violations.length > 0 ? fault.violations : undefined,
  };
}
