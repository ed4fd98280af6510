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

const dash = 0x2d;
const noTraceId = "0".repeat(32);
const noSpanId = "0".repeat(16);

/**
 * Parses a `traceparent` header; anything that is not well-formed is undefined, as the W3C asks. A version above 00 may
 * carry more behind a dash (§3.2.4).
 */
export function parseTraceparent(text: string | undefined): RemoteParent | undefined {
  if (text === undefined || text.length < 55) return undefined;
  const isVersion00 = text.startsWith("00");
  if (isVersion00 ? text.length !== 55 : text.startsWith("ff") || (text.length > 55 && text[55] !== "-"))
    return undefined;
  if (text.charCodeAt(2) !== dash || text.charCodeAt(35) !== dash || text.charCodeAt(52) !== dash) return undefined;
  if (!isHex(text, 0, 2) || !isHex(text, 3, 35) || !isHex(text, 36, 52) || !isHex(text, 53, 55)) return undefined;
  const traceId = text.slice(3, 35);
  const spanId = text.slice(36, 52);
  if (traceId === noTraceId || spanId === noSpanId) return undefined;
  return { traceId, spanId, isSampled: (hexValue(text.charCodeAt(54)) & 1) === 1 };
}

/** The `traceparent` header that our own calls and answers carry. */
export function toTraceparent(trace: Pick<TraceContext, "traceId" | "spanId" | "isSampled">): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.isSampled ? "01" : "00"}`;
}

function isHex(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    if (hexValue(text.charCodeAt(index)) < 0) return false;
  }
  return true;
}

/** Value of a lower-case hex digit, or −1: the W3C forbids upper case. */
function hexValue(char: number): number {
  if (char >= 0x30 && char <= 0x39) return char - 0x30;
  return char >= 0x61 && char <= 0x66 ? char - 0x57 : -1;
}

const entropy = Buffer.allocUnsafeSlow(1024);
let digits = "";
let used = 0;

/** `bytes` random bytes as lower-case hex, cut from a stock that is refilled as needed: a slice costs next to nothing. */
export function randomHex(bytes: number): string {
  if (used + bytes * 2 > digits.length) {
    digits = randomFillSync(entropy).toString("hex");
    used = 0;
  }
  used += bytes * 2;
  return digits.slice(used - bytes * 2, used);
}
