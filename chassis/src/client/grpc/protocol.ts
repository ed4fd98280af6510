import { toGrpcTimeout } from "../../protocol/grpc/timeout.ts";
import type { ClientProtocol } from "../client-protocol.ts";
import { EnvelopedClient } from "../enveloped-client.ts";
import { assertGrpcHead, readGrpcStatus } from "./status.ts";

/** gRPC over HTTP/2 (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md), for callers. */
export const grpcClient: ClientProtocol = new EnvelopedClient({
  family: "application/grpc",
  encodingHeader: "grpc-encoding",
  headers: { "user-agent": "flotilla", te: "trailers", "grpc-accept-encoding": "gzip" },
  toTimeout: (timeoutMs) => ({ "grpc-timeout": toGrpcTimeout(timeoutMs) }),
  endFlag: 0,
  assertHead: (answer, call) => assertGrpcHead("application/grpc", answer, call.codec.name),
  readEnd({ headers, trailers }, _end, isEmpty) {
    const isTrailersOnly = isEmpty && trailers["grpc-status"] === undefined && headers["grpc-status"] !== undefined;
    return readGrpcStatus(isTrailersOnly ? headers : trailers);
  },
});
