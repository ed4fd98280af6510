import { Fault } from "../../fault.ts";

/**
 * Parses `connect-timeout-ms`: at most ten digits (https://connectrpc.com/docs/protocol#unary-request). Anything else
 * throws BAD_TIMEOUT.
 */
export function parseConnectTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  const message = `connect-timeout-ms must be up to ten digits; it is ${JSON.stringify(text)}.`;
  throw new Fault({ code: "invalid_argument", reason: "BAD_TIMEOUT", message });
}

/** Writes `connect-timeout-ms`: whole milliseconds, at most ten digits of them. */
export function toConnectTimeout(timeoutMs: number): string {
  return String(Math.min(Math.ceil(timeoutMs), 9_999_999_999));
}
