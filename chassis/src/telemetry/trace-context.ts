import { randomFillSync } from "node:crypto";

/** W3C Trace Context (https://www.w3.org/TR/trace-context/) of one call. */
export interface TraceContext {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** 16 lower-case hex digits: our span for this call. */
  readonly spanId: string;
  /** The caller's span, when it sent one. */
  readonly parentSpanId: string | undefined;
  readonly isSampled: boolean;
  /** Passed on as it came. */
  readonly state: string | undefined;
}

/** The caller's half of a trace context. */
export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  readonly isSampled: boolean;
}

const traceparentForm = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** Parses a `traceparent` header; anything that is not well-formed is undefined, as the W3C asks. */
export function parseTraceparent(text: string | undefined): RemoteParent | undefined {
  if (text === undefined) return undefined;
  const match = traceparentForm.exec(text);
  if (!match) return undefined;
  if (text.startsWith("00") && text.length !== 55) return undefined;
  return { traceId: match[1]!, spanId: match[2]!, isSampled: (Number.parseInt(match[3]!, 16) & 1) === 1 };
}

/** The `traceparent` header that our own calls and answers carry. */
export function toTraceparent(trace: TraceContext): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.isSampled ? "01" : "00"}`;
}

const pool = Buffer.allocUnsafeSlow(8192);
let used = pool.length;

/** `bytes` random bytes as lower-case hex, from a pool that is refilled as needed. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString("hex", used - bytes, used);
}
