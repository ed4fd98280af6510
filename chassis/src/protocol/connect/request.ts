import type { HeaderMap } from "../../call.ts";
import { Fault } from "../../fault.ts";
import type { Codec } from "../codec.ts";
import { findCompression } from "../compression.ts";
import type { RequestForm } from "../enveloped-call.ts";
import { parseConnectTimeout } from "./timeout.ts";

/** How a request names its compressions: a unary one as HTTP does, a stream by Connect's own headers. */
interface EncodingHeaders {
  readonly content: string;
  readonly accept: string;
}

const unaryHeaders: EncodingHeaders = { content: "content-encoding", accept: "accept-encoding" };
const streamHeaders: EncodingHeaders = { content: "connect-content-encoding", accept: "connect-accept-encoding" };

/** Reads the headers of a unary request. */
export function readUnaryForm(headers: HeaderMap, codec: Codec): RequestForm {
  return readForm(headers, codec, unaryHeaders);
}

/** Reads the headers of a request that may hold several messages. */
export function readStreamForm(headers: HeaderMap, codec: Codec): RequestForm {
  return readForm(headers, codec, streamHeaders);
}

function readForm(headers: HeaderMap, codec: Codec, names: EncodingHeaders): RequestForm {
  const answer = { accepted: headers[names.accept], compressesBack: true };
  try {
    assertVersion(headers["connect-protocol-version"]);
    const timeoutMs = parseConnectTimeout(headers["connect-timeout-ms"] as string | undefined);
    return { codec, compression: findCompression(headers[names.content]), ...answer, timeoutMs, fault: undefined };
  } catch (thrown) {
    return { codec, compression: undefined, ...answer, timeoutMs: undefined, fault: thrown as Fault };
  }
}

/** The version may be left out, so that curl needs no more than a content type. */
function assertVersion(version: string | string[] | undefined): void {
  if (version === undefined || version === "1") return;
  const message = `connect-protocol-version must be "1"; it is ${JSON.stringify(version)}.`;
  throw new Fault({ code: "invalid_argument", reason: "BAD_PARAMETER", message });
}
