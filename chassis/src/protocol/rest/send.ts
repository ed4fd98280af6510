import type { Call } from "../../call.ts";
import { toZippedTag } from "../../entity-tag.ts";
import type { Rendered } from "../../rendered.ts";
import type { Exchange, ResponseHeaders } from "../../transport/exchange.ts";
import { compressMinBytes, gzip } from "../compression.ts";
import { qualityOf } from "./accept.ts";
import { findByteRange } from "./byte-range.ts";
import { isNotModified } from "./precondition.ts";

/** Types that gain from compression; images and archives are compressed already. */
const compressible = /json|text|xml|javascript/;

/**
 * Answers whole, with the status and headers that the handler or the contract set, and ends the call; compressed when
 * the caller takes gzip and the handler wants it or, if it says nothing, the body is worth it. Where the handler sets
 * `etag` or `last-modified`, callers may make a GET or HEAD depend on them, and ask for a range of raw bytes. Throws
 * PRECONDITION_FAILED, RANGE_NOT_SATISFIABLE.
 */
export function send(exchange: Exchange, call: Call, rendered: Rendered): void {
  const status = call.httpStatus ?? call.method.policy.httpStatus;
  const headers: ResponseHeaders = call.responseHeaders ?? {};
  if (status === 204 || status === 304) {
    finish(exchange, call, { status, headers });
    return;
  }
  const isZipped = describe(call, headers, rendered);
  if (status === 200 && hasValidator(headers) && sendPart(exchange, call, headers, rendered)) return;
  const { body } = rendered;
  const zipped = isZipped ? gzip.compress(typeof body === "string" ? Buffer.from(body) : body) : body;
  if (zipped instanceof Promise) void zipped.then((bytes) => finish(exchange, call, { status, headers, body: bytes }));
  else finish(exchange, call, { status, headers, body: zipped });
}

interface Answer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body?: string | Uint8Array;
}

function finish(exchange: Exchange, call: Call, { status, headers, body }: Answer): void {
  exchange.respondOnce(status, headers, body);
  call.end({ code: "ok", httpStatus: status });
}

/** Completes the headers. Says whether the body is to be compressed. */
function describe(call: Call, headers: ResponseHeaders, { contentType, body, vary }: Rendered): boolean {
  headers["content-type"] = contentType;
  if (vary) addVary(headers, vary);
  const isWorthGzip = (call.compressesAnswer ?? body.length >= compressMinBytes) && compressible.test(contentType);
  if (isWorthGzip) addVary(headers, "accept-encoding");
  const isZipped = isWorthGzip && qualityOf("gzip", call.header("accept-encoding")) > 0;
  if (isZipped) headers["content-encoding"] = "gzip";
  // A strong tag names bytes, and the handler's cannot name those of several types or codings (RFC 9110 §8.8.3.3).
  if (vary) weakenTag(headers);
  else if (isZipped) markTag(headers);
  return isZipped;
}

function addVary(headers: ResponseHeaders, name: string): void {
  headers["vary"] = headers["vary"] === undefined ? name : `${headers["vary"]}, ${name}`;
}

function weakenTag(headers: ResponseHeaders): void {
  const { etag } = headers;
  if (typeof etag === "string" && !etag.startsWith("W/")) headers["etag"] = `W/${etag}`;
}

function markTag(headers: ResponseHeaders): void {
  const { etag } = headers;
  if (typeof etag === "string" && !etag.startsWith("W/")) headers["etag"] = toZippedTag(etag);
}

function hasValidator(headers: ResponseHeaders): boolean {
  return headers["etag"] !== undefined || headers["last-modified"] !== undefined;
}

/** Answers 304 or 206 where that is what the caller asks for; false where it is not. */
function sendPart(exchange: Exchange, call: Call, headers: ResponseHeaders, { body }: Rendered): boolean {
  if (exchange.verb !== "GET" && exchange.verb !== "HEAD") return false;
  if (isNotModified(call, headers)) {
    finish(exchange, call, { status: 304, headers: toUnmodified(headers) });
    return true;
  }
  if (typeof body === "string" || headers["content-encoding"] !== undefined) return false;
  headers["accept-ranges"] = "bytes";
  const range = exchange.verb === "GET" ? findByteRange(call, headers, body.length) : undefined;
  if (!range) return false;
  headers["content-range"] = `bytes ${range.from}-${range.to}/${body.length}`;
  finish(exchange, call, { status: 206, headers, body: body.subarray(range.from, range.to + 1) });
  return true;
}

/** Without what describes the body: the caller has it (RFC 9110 §15.4.5). */
function toUnmodified(headers: ResponseHeaders): ResponseHeaders {
  const { "content-type": _type, "content-encoding": _coding, "last-modified": modified, ...rest } = headers;
  if (rest["etag"] === undefined) rest["last-modified"] = modified!;
  return rest;
}
