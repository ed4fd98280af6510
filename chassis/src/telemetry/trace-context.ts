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

/** Value of each lower-case hex digit, by char code; 0xff for everything else. The W3C forbids upper case. */
const hexValues = new Uint8Array(256).fill(0xff);
for (const [value, digit] of [..."0123456789abcdef"].entries()) hexValues[digit.charCodeAt(0)] = value;

/**
 * Parses a `traceparent` header; anything that is not well-formed is undefined, as the W3C asks. A version above 00 may
 * carry more behind a dash (§3.2.4). A loop over the digits takes half as long as a regular expression (measured).
 */
export function parseTraceparent(text: string | undefined): RemoteParent | undefined {
  if (text === undefined || !hasForm(text) || text.startsWith("ff")) return undefined;
  if (text.length > 55 && (text.startsWith("00") || text.charCodeAt(55) !== dash)) return undefined;
  const traceId = text.slice(3, 35);
  const spanId = text.slice(36, 52);
  if (traceId === noTraceId || spanId === noSpanId) return undefined;
  return { traceId, spanId, isSampled: (hexValues[text.charCodeAt(54)]! & 1) === 1 };
}

/** Version, trace id, span id and flags in hex, with dashes between them. */
function hasForm(text: string): boolean {
  if (text.length < 55) return false;
  for (let index = 0; index < 55; index++) {
    const char = text.charCodeAt(index);
    const isGood = index === 2 || index === 35 || index === 52 ? char === dash : hexValues[char]! < 16;
    if (!isGood) return false;
  }
  return true;
}

/** The `traceparent` header that our own calls and answers carry. */
export function toTraceparent(trace: Pick<TraceContext, "traceId" | "spanId" | "isSampled">): string {
  return `00-${trace.traceId}-${trace.spanId}-${trace.isSampled ? "01" : "00"}`;
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
