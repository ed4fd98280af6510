import { malformedRequest, malformedTarget } from "../http1-faults.ts";
import {
  carriageReturn,
  colon,
  lineFeed,
  space,
  tab,
  targetCharacters,
  tokenCharacters,
  valueCharacters,
} from "./characters.ts";
import { foldName, readFieldName } from "./field-names.ts";
import { addField, type Fields, FieldsRecord } from "./fields.ts";
import { readBodyLength } from "./framing.ts";
import { assertHost, toOriginForm } from "./target.ts";

/** A request's line and fields, held against RFC 9112 §3 and §5. */
export interface RequestHead {
  readonly verb: string;
  /** Path and query, or `*`. */
  readonly target: string;
  /** Such a peer knows neither chunks nor `100 Continue`, and asks for a connection to be kept. */
  readonly isHttp10: boolean;
  readonly headers: Fields;
  /** Bytes of the body; -1: it is chunked. */
  readonly bodyLength: number;
}

/** The end of a request line: a blank, the version, CRLF. */
const versionBytes = 11;

/**
 * Reads the head that lies between two places, its last field's CRLF included. Nothing is forgiven that two parties on the
 * way could read in two ways. Throws MALFORMED_REQUEST.
 */
export function parseHead(bytes: Buffer, start: number, end: number): RequestHead {
  const text = bytes.toString("latin1", start, end);
  let at = start;
  while (tokenCharacters[bytes[at]!] !== 0) at++;
  if (at === start || bytes[at] !== space) throw malformedRequest();
  const verb = text.slice(0, at - start);
  const targetStart = ++at;
  while (targetCharacters[bytes[at]!] !== 0) at++;
  if (bytes[at] !== space) throw at === targetStart ? malformedRequest() : malformedTarget();
  // A string of its own: a slice that somebody keeps would keep the whole head.
  const target = bytes.toString("latin1", targetStart, at);
  const isHttp10 = isOldVersion(text, at - start);
  const headers: Fields = new FieldsRecord();
  parseFields(bytes, at + versionBytes, end, headers);
  assertHost(headers, isHttp10);
  const bodyLength = readBodyLength(headers, isHttp10);
  return { verb, target: toOriginForm(verb, target, headers), isHttp10, headers, bodyLength };
}

function isOldVersion(text: string, at: number): boolean {
  if (text.startsWith(" HTTP/1.1\r\n", at)) return false;
  if (text.startsWith(" HTTP/1.0\r\n", at)) return true;
  throw malformedRequest();
}

/** A line that begins with a blank would go on with the field before it: no longer allowed (§5.2). */
function parseFields(bytes: Buffer, start: number, end: number, headers: Fields): void {
  for (let at = start; at < end; at += 2) {
    const nameStart = at;
    let hash = 0;
    for (let lower = tokenCharacters[bytes[at]!]!; lower !== 0; lower = tokenCharacters[bytes[++at]!]!) {
      hash = foldName(hash, lower);
    }
    if (at === nameStart || bytes[at] !== colon) throw malformedRequest();
    const name = readFieldName(bytes, nameStart, at, hash);
    do at++;
    while (isBlank(bytes[at]!));
    const valueStart = at;
    while (valueCharacters[bytes[at]!] !== 0) at++;
    if (bytes[at] !== carriageReturn || bytes[at + 1] !== lineFeed) throw malformedRequest();
    let valueEnd = at;
    while (valueEnd > valueStart && isBlank(bytes[valueEnd - 1]!)) valueEnd--;
    addField(headers, name, bytes.toString("latin1", valueStart, valueEnd));
  }
}

function isBlank(byte: number): boolean {
  return byte === space || byte === tab;
}
