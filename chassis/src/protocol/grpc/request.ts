import type { HeaderMap } from "../../call.ts";
import { Fault } from "../../fault.ts";
import type { Codec } from "../codec.ts";
import { findCompression } from "../compression.ts";
import type { RequestForm } from "../enveloped-call.ts";
import { parseGrpcTimeout } from "./timeout.ts";

/** Codecs by content type, such as `application/grpc+json`, for one family of types. */
export function toCodecs(family: string, proto: Codec, json: Codec): ReadonlyMap<string, Codec> {
  return new Map([
    [family, proto],
    [`${family}+proto`, proto],
    [`${family}+json`, json],
  ]);
}

/**
 * Reads `grpc-encoding`, `grpc-accept-encoding` and `grpc-timeout`. Only a caller that compresses itself is answered
 * compressed unless the handler asks for it: many say that they could read it and few gain from it.
 */
export function readRequestForm(headers: HeaderMap, codec: Codec): RequestForm {
  const accepted = headers["grpc-accept-encoding"];
  try {
    const timeoutMs = parseGrpcTimeout(headers["grpc-timeout"] as string | undefined);
    const compression = findCompression(headers["grpc-encoding"]);
    return { codec, compression, accepted, compressesBack: compression !== undefined, timeoutMs, fault: undefined };
  } catch (thrown) {
    const fault = thrown as Fault;
    return { codec, compression: undefined, accepted, compressesBack: false, timeoutMs: undefined, fault };
  }
}

/** Answers in the statuses of HTTP itself: the request is not gRPC enough to be answered with a `grpc-status` alone. */
export function isHttpRefusal({ httpStatus }: Fault): boolean {
  return httpStatus === 405 || httpStatus === 415 || httpStatus === 505;
}

/** A content type of the family that names a codec we do not have. */
export function unknownCodec(contentType: string, family: string): Fault {
  return new Fault({
    code: "invalid_argument",
    reason: "UNSUPPORTED_MEDIA_TYPE",
    message: `Content type ${JSON.stringify(contentType)} is not read here; send ${family}+proto or ${family}+json.`,
    httpStatus: 415,
  });
}

/** A verb other than POST, the only one that gRPC knows. */
export function wrongVerb(verb: string): Fault {
  return new Fault({
    code: "unimplemented",
    reason: "METHOD_NOT_ALLOWED",
    message: `gRPC is spoken by POST, not by ${verb}.`,
    httpStatus: 405,
    headers: { allow: "POST" },
  });
}

/** A path that is no rpc of this process. */
export function unknownRpc(path: string): Fault {
  const message = `This process serves no rpc ${JSON.stringify(path.slice(0, 200))}.`;
  return new Fault({ code: "unimplemented", reason: "UNKNOWN_RPC", message });
}
