import { promisify } from "node:util";
import { gunzip, gunzipSync, gzipSync, gzip as zip } from "node:zlib";
import { Fault } from "../fault.ts";
import type { Awaitable } from "../handler.ts";

/** A way to make messages smaller, as all rpc protocols name it. */
export interface Compression {
  readonly name: string;
  compress(bytes: Uint8Array): Awaitable<Uint8Array>;
  /** Throws BODY_TOO_LARGE as soon as more than `maxBytes` come out, MALFORMED_MESSAGE when it is broken. */
  decompress(bytes: Uint8Array, maxBytes: number): Awaitable<Uint8Array>;
}

/** Answers smaller than this are sent as they are: compressing them costs more than it saves. */
export const compressMinBytes = 1024;
/** Up to this size it is cheaper to compress at once than to hand the work to the thread pool. */
const syncMaxBytes = 16 * 1024;

const zipAsync = promisify(zip);
const unzipAsync = promisify(gunzip);

/** RFC 1952, the one compression besides none. */
export const gzip: Compression = {
  name: "gzip",
  compress: (bytes) => (bytes.length <= syncMaxBytes ? gzipSync(bytes) : zipAsync(bytes)),
  decompress(bytes, maxBytes) {
    const options = { maxOutputLength: Math.max(1, maxBytes) };
    const fail = (cause: unknown) => {
      throw toFault(cause, maxBytes);
    };
    if (bytes.length > syncMaxBytes) return unzipAsync(bytes, options).catch(fail);
    try {
      return gunzipSync(bytes, options);
    } catch (cause) {
      return fail(cause);
    }
  },
};

/** The compression that a request says it uses; undefined for none. Throws UNSUPPORTED_ENCODING. */
export function findCompression(name: string | string[] | undefined): Compression | undefined {
  if (name === undefined || name === "identity" || name === "") return undefined;
  if (name === gzip.name) return gzip;
  const message = `Compression ${JSON.stringify(name)} is not read here; send gzip or identity.`;
  throw new Fault({ code: "unimplemented", reason: "UNSUPPORTED_ENCODING", message });
}

/** The compression to answer with, from the list of those that the caller reads. */
export function chooseCompression(accepted: string | string[] | undefined): Compression | undefined {
  if (accepted === undefined) return undefined;
  const list = typeof accepted === "string" ? accepted : accepted.join(",");
  return /(?:^|,)\s*gzip\s*(?:;(?!\s*q=0(?:\.0*)?\s*(?:,|$))[^,]*)?(?:,|$)/.test(list) ? gzip : undefined;
}

function toFault(cause: unknown, maxBytes: number): Fault {
  if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") {
    const message = `The message is larger than ${maxBytes} bytes when it is decompressed. Send less.`;
    return new Fault({ code: "resource_exhausted", reason: "BODY_TOO_LARGE", message, httpStatus: 413, cause });
  }
  return new Fault({
    code: "invalid_argument",
    reason: "MALFORMED_MESSAGE",
    message: "The message is not well-formed gzip.",
    cause,
  });
}
