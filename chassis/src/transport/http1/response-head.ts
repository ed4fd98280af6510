import { STATUS_CODES } from "node:http";
import type { ResponseHeaders } from "../exchange.ts";
import { toHttpDate } from "../http-date.ts";
import { idleConnectionMs } from "../transport.ts";

/** Clients are told less than we wait: one that is late by this would send into a connection that is just being closed. */
const latenessMs = 5000;
const keepAlive = `connection: keep-alive\r\nkeep-alive: timeout=${(idleConnectionMs - latenessMs) / 1000}\r\n`;
const statusLines = new Map<number, string>();
const fieldName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** How an answer's body is framed (RFC 9112 §6), and whether the connection is closed after it. */
export interface AnswerFraming {
  readonly length?: number | undefined;
  readonly isChunked?: boolean;
  readonly closes: boolean;
}

/**
 * The head of an answer. `date` is added where the headers have none (RFC 9110 §6.6.1). Throws a TypeError for what no
 * field may hold: a line break would smuggle in fields, or an answer, of its own.
 */
export function toHead(status: number, headers: ResponseHeaders, framing: AnswerFraming): string {
  const { length, isChunked, closes } = framing;
  let head = toStatusLine(status) + toLines(headers);
  if (length !== undefined) head += `content-length: ${length}\r\n`;
  if (isChunked) head += "transfer-encoding: chunked\r\n";
  if (headers["date"] === undefined) head += `date: ${toHttpDate(Date.now())}\r\n`;
  if (headers["connection"] === undefined) head += closes ? "connection: close\r\n" : keepAlive;
  return `${head}\r\n`;
}

/** Fields as lines. Throws like {@link toHead}. */
export function toLines(headers: ResponseHeaders): string {
  let lines = "";
  for (const name in headers) {
    const value = headers[name]!;
    if (typeof value === "string") lines += toLine(name, value);
    else if (typeof value === "number") lines += `${name}: ${value}\r\n`;
    else for (const one of value) lines += toLine(name, one);
  }
  return lines;
}

function toLine(name: string, value: string): string {
  if (!fieldName.test(name) || !fieldValue.test(value)) throw new TypeError(`the header ${name} cannot be sent`);
  return `${name}: ${value}\r\n`;
}

function toStatusLine(status: number): string {
  const known = statusLines.get(status);
  if (known !== undefined) return known;
  const line = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n`;
  statusLines.set(status, line);
  return line;
}
