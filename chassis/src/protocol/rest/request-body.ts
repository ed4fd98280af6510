import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { Fault } from "../../fault.ts";
import type { Awaitable } from "../../handler.ts";
import type { Exchange } from "../../transport/exchange.ts";
import { gzip } from "../compression.ts";

/** The whole request body, with its content encoding undone; `maxBytes` holds before and after. */
export function readBody(exchange: Exchange, maxBytes: number, idleTimeoutMs: number): Awaitable<Uint8Array> {
  const isZipped = isGzip(exchange);
  const body = exchange.readWhole(maxBytes, idleTimeoutMs);
  if (!isZipped) return body;
  const inflate = (bytes: Uint8Array) => (bytes.length > 0 ? gzip.decompress(bytes, maxBytes) : bytes);
  return body instanceof Promise ? body.then(inflate) : inflate(body);
}

/** The request body as it arrives, with its content encoding undone. */
export function readChunks(exchange: Exchange, idleTimeoutMs: number): AsyncIterable<Uint8Array> {
  const isZipped = isGzip(exchange);
  const chunks = exchange.chunks(idleTimeoutMs);
  return isZipped ? inflateChunks(chunks) : chunks;
}

async function* inflateChunks(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const unpacked = createGunzip();
  // What goes wrong on either side is thrown by the loop below; the callback only keeps it from being thrown twice.
  pipeline(chunks, unpacked, () => undefined);
  try {
    for await (const chunk of unpacked) yield chunk as Uint8Array;
  } catch (cause) {
    throw cause instanceof Fault ? cause : malformedGzip(cause);
  }
}

/** Throws UNSUPPORTED_ENCODING for what is neither gzip nor identity; 415 as RFC 9110 §15.5.16 asks. */
function isGzip(exchange: Exchange): boolean {
  const encoding = exchange.headers["content-encoding"];
  if (encoding === undefined || encoding === "" || encoding === "identity") return false;
  if (encoding === "gzip" || encoding === "x-gzip") return true;
  throw new Fault({
    code: "unimplemented",
    reason: "UNSUPPORTED_ENCODING",
    message: `Content encoding ${JSON.stringify(encoding)} is not read here; send gzip or none.`,
    httpStatus: 415,
    headers: { "accept-encoding": "gzip, identity" },
  });
}

function malformedGzip(cause: unknown): Fault {
  const message = "The body is not well-formed gzip.";
  return new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message, cause });
}
