import { malformedRequest, unknownCoding } from "../http1-faults.ts";
import type { Fields } from "./fields.ts";
import type { RequestHead } from "./head.ts";

/** In the place of a length: the body is chunked. */
export const chunked = -1;

/** With the blanks that may be around it, and no others: `trim` would forgive a no-break space (RFC 9110 §5.6.1). */
const comma = /[ \t]*,[ \t]*/;

/**
 * The length of a request's body (RFC 9112 §6.3), or {@link chunked}. What two parties could measure differently is refused:
 * a length beside chunks, chunks in HTTP/1.0, a coding around them. Throws MALFORMED_REQUEST.
 */
export function readBodyLength(headers: Fields, isHttp10: boolean): number {
  const coding = headers["transfer-encoding"] as string | undefined;
  const length = headers["content-length"] as string | undefined;
  if (coding === undefined) return length === undefined ? 0 : parseLength(length);
  if (length !== undefined || isHttp10) throw malformedRequest();
  const codings = coding.toLowerCase().split(comma);
  if (codings.indexOf("chunked") !== codings.length - 1) throw malformedRequest();
  if (codings.length > 1) throw unknownCoding();
  return chunked;
}

function parseLength(text: string): number {
  const length = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(length)) throw malformedRequest();
  return length;
}

/** Whether the peer wants the connection kept after this request (RFC 9112 §9.3). */
export function isPersistent({ headers, isHttp10 }: RequestHead): boolean {
  const connection = headers["connection"] as string | undefined;
  if (connection === undefined) return !isHttp10;
  if (hasToken(connection, "close")) return false;
  return !isHttp10 || hasToken(connection, "keep-alive");
}

/** Whether the peer sends its body only once it was told to (RFC 9110 §10.1.1). */
export function expectsContinue({ headers, isHttp10 }: RequestHead): boolean {
  const expect = headers["expect"] as string | undefined;
  return expect !== undefined && !isHttp10 && expect.toLowerCase() === "100-continue";
}

/** Whether the peer reads trailers (RFC 9110 §10.1.4): HTTP/1.0 has none. */
export function wantsTrailers({ headers, isHttp10 }: RequestHead): boolean {
  const te = headers["te"] as string | undefined;
  return te !== undefined && !isHttp10 && te.includes("trailers");
}

function hasToken(list: string, token: string): boolean {
  return list.toLowerCase().split(comma).includes(token);
}
