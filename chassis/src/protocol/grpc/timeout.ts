import { Fault } from "../../fault.ts";

const unitMs: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };
const mostDigits = 8;
const mostValue = 99_999_999;

/**
 * Parses a `grpc-timeout` header: at most eight digits and a unit
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md#requests). Anything else throws BAD_TIMEOUT.
 */
export function parseGrpcTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const digits = text.length - 1;
  const ms = unitMs[text[digits] ?? ""];
  if (ms === undefined || digits < 1 || digits > mostDigits || !isDigits(text, digits)) throw toBadTimeout(text);
  return Number(text.slice(0, digits)) * ms;
}

/** Writes a `grpc-timeout` header in the finest unit that fits eight digits; never less than a microsecond. */
export function toGrpcTimeout(timeoutMs: number): string {
  for (const unit of ["u", "m", "S", "M", "H"]) {
    const value = Math.max(1, Math.ceil(timeoutMs / unitMs[unit]!));
    if (value <= mostValue) return `${value}${unit}`;
  }
  return `${mostValue}H`;
}

function isDigits(text: string, length: number): boolean {
  for (let index = 0; index < length; index++) {
    const char = text.charCodeAt(index);
    if (char < 0x30 || char > 0x39) return false;
  }
  return true;
}

function toBadTimeout(text: string): Fault {
  const message = `grpc-timeout must be up to eight digits and a unit (H, M, S, m, u or n); it is ${JSON.stringify(text)}.`;
  return new Fault({ code: "invalid_argument", reason: "BAD_TIMEOUT", message });
}
