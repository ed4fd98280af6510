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

/** How a request line ends. The minor version is looked at by itself. */
const lineEnd = Buffer.from(" HTTP/1.1\r\n");
const minorAt = lineEnd.indexOf(".") + 1;
const [zero, one] = [48, 49];
const get = Buffer.from("GET ");

/**
 * Reads the head that lies between two places, its last field's CRLF included. Nothing is forgiven that two parties on the
 * way could read in two ways. Throws MALFORMED_REQUEST.
 */
export function parseHead(bytes: Buffer, start: number, end: number): RequestHead {
  let at = start;
  while (tokenCharacters[bytes[at]!] !== 0) at++;
  if (at === start || bytes[at] !== space) throw malformedRequest();
  // The verb of most requests is not made anew.
  const verb = isAt(bytes, start, get) ? "GET" : bytes.toString("latin1", start, at);
  const targetStart = ++at;
  while (targetCharacters[bytes[at]!] !== 0) at++;
  if (bytes[at] !== space) throw at === targetStart ? malformedRequest() : malformedTarget();
  const target = bytes.toString("latin1", targetStart, at);
  const minor = bytes[at + minorAt];
  if (!isAt(bytes, at, lineEnd, minorAt) || (minor !== zero && minor !== one)) throw malformedRequest();
  const isHttp10 = minor === zero;
  const headers: Fields = new FieldsRecord();
  parseFields(bytes, at + lineEnd.length, end, headers);
  assertHost(headers, isHttp10);
  const bodyLength = readBodyLength(headers, isHttp10);
  return { verb, target: toOriginForm(verb, target, headers), isHttp10, headers, bodyLength };
}

/** Whether these bytes are there, but for one that may differ. */
function isAt(bytes: Buffer, start: number, wanted: Buffer, except = -1): boolean {
  for (let at = 0; at < wanted.length; at++) if (bytes[start + at] !== wanted[at] && at !== except) return false;
  return true;
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
