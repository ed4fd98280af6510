import type { Call } from "../../call.ts";
import { Fault } from "../../fault.ts";
import type { ResponseHeaders } from "../../transport/exchange.ts";
import { isSameStrongly, parseHttpDate } from "./precondition.ts";

/** Bytes `from` to `to` of an answer, neither beyond its end; `to` is among them. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

const oneRange = /^bytes=\s*(?:(\d+)-(\d*)|-(\d+))\s*$/i;

/**
 * The one range that a GET asks for (RFC 9110 §14.2); undefined where the whole answer is to be sent: no range, several
 * of them, none that can be read, or one of an older answer (`If-Range`). Throws RANGE_NOT_SATISFIABLE.
 */
export function findByteRange(call: Call, headers: ResponseHeaders, length: number): ByteRange | undefined {
  const [isRange, first = "", last = "", suffix] = oneRange.exec(call.header("range") ?? "") ?? [];
  if (!isRange || !isCurrent(call.header("if-range"), headers)) return undefined;
  const from = suffix === undefined ? Number(first) : Math.max(0, length - Number(suffix));
  const to = last === "" ? length - 1 : Math.min(Number(last), length - 1);
  if (last !== "" && Number(last) < Number(first)) return undefined;
  if (from >= length) throw notSatisfiable(length);
  return { from, to };
}

/** Is the caller's half of this very answer (RFC 9110 §13.1.5)? */
function isCurrent(condition: string | undefined, headers: ResponseHeaders): boolean {
  if (condition === undefined) return true;
  if (condition.includes('"')) return isSameStrongly(condition, String(headers["etag"]));
  const sinceMs = parseHttpDate(condition);
  return sinceMs !== undefined && sinceMs === parseHttpDate(headers["last-modified"] as string | undefined);
}

function notSatisfiable(length: number): Fault {
  return new Fault({
    code: "out_of_range",
    reason: "RANGE_NOT_SATISFIABLE",
    message: `The range begins beyond the answer, which has ${length} bytes.`,
    httpStatus: 416,
    headers: { "content-range": `bytes */${length}` },
  });
}
