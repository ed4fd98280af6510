import { Fault } from "../../fault.ts";
import type { Codec } from "../codec.ts";
import { type Compression, findCompression } from "../compression.ts";

/** The message of a unary GET, taken from the query (https://connectrpc.com/docs/protocol#unary-get-request). */
export interface GetRequest {
  readonly codec: Codec;
  readonly compression: Compression | undefined;
  readonly message: Uint8Array;
}

/** Reads the query. Throws BAD_PARAMETER or UNSUPPORTED_ENCODING; UNSUPPORTED_MEDIA_TYPE for a codec we do not have. */
export function readGetRequest(query: string, codecs: ReadonlyMap<string, Codec>): GetRequest {
  const parameters = new URLSearchParams(query);
  const version = parameters.get("connect");
  if (version !== null && version !== "v1")
    throw badParameter(`connect must be "v1"; it is ${JSON.stringify(version)}.`);
  const encoding = parameters.get("encoding");
  const codec = encoding === null ? undefined : codecs.get(encoding);
  if (!codec) throw unknownEncoding(encoding);
  const message = parameters.get("message");
  if (message === null) throw badParameter("message is missing.");
  const compression = findCompression(parameters.get("compression") ?? undefined);
  return { codec, compression, message: decodeMessage(message, parameters.get("base64") === "1") };
}

/** URL-safe base64, padded or not; the ordinary alphabet is read too. */
function decodeMessage(text: string, isBase64: boolean): Uint8Array {
  if (!isBase64) return Buffer.from(text);
  if (!/^[\w+/-]*={0,2}$/.test(text)) throw badParameter("message is not base64, though base64=1 says so.");
  return Buffer.from(text, "base64url");
}

function unknownEncoding(encoding: string | null): Fault {
  return new Fault({
    code: "invalid_argument",
    reason: "UNSUPPORTED_MEDIA_TYPE",
    message: `encoding must be proto or json; it is ${encoding === null ? "missing" : JSON.stringify(encoding)}.`,
    httpStatus: 415,
  });
}

function badParameter(message: string): Fault {
  return new Fault({ code: "invalid_argument", reason: "BAD_PARAMETER", message: `The query is wrong: ${message}` });
}
