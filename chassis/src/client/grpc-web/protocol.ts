import { trailerFlag } from "../../protocol/envelope.ts";
import { toGrpcTimeout } from "../../protocol/grpc/timeout.ts";
import type { ClientProtocol } from "../client-protocol.ts";
import { EnvelopedClient } from "../enveloped-client.ts";
import { assertGrpcHead, readGrpcStatus } from "../grpc/status.ts";
import { parseTrailers } from "./trailers.ts";

/**
 * gRPC-Web (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md), for callers: `application/grpc-web`, or
 * `application/grpc-web-text` over a wire that speaks base64.
 */
export function createGrpcWebClient(family: "application/grpc-web" | "application/grpc-web-text"): ClientProtocol {
  return new EnvelopedClient({
    family,
    encodingHeader: "grpc-encoding",
    headers: { accept: family, "x-user-agent": "flotilla", "x-grpc-web": "1", "grpc-accept-encoding": "gzip" },
    toTimeout: (timeoutMs) => ({ "grpc-timeout": toGrpcTimeout(timeoutMs) }),
    endFlag: trailerFlag,
    assertHead: (answer, call) => assertGrpcHead(family, answer, call.codec.name),
    readEnd({ headers }, end, isEmpty) {
      if (end) return readGrpcStatus(parseTrailers(end));
      // An answer without a body may have its status in the head.
      return readGrpcStatus(isEmpty ? headers : {});
    },
  });
}
