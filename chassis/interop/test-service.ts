import { implement, type Service } from "@flotilla/chassis";
import type { StreamingInputCallRequest } from "@flotilla/contract/grpc/testing/messages";
import { TestService } from "@flotilla/contract/grpc/testing/test";
import { answer, answerEach } from "./answer.ts";
import { assertCompression, echoMetadata, unimplemented } from "./wishes.ts";

/**
 * The service that the interop clients of all gRPC libraries call; each case wants something else of it
 * (https://github.com/grpc/grpc/blob/master/doc/interop-test-descriptions.md). `serverId` tells one process from another.
 */
export function createTestService(serverId: string): Service {
  return implement(TestService, {
    emptyCall: () => ({}),
    unaryCall: (request, call) => answer(request, call, serverId),
    cacheableUnaryCall(request, call) {
      call.setHeader("cache-control", "max-age=60, public");
      return answer(request, call, serverId);
    },
    streamingOutputCall: (request, call) => answerEach(request, call),
    async streamingInputCall(requests, call) {
      let aggregatedPayloadSize = 0;
      for await (const request of requests) {
        assertCompression(request.expectCompressed, call);
        aggregatedPayloadSize += toSize(request);
      }
      return { aggregatedPayloadSize };
    },
    async *fullDuplexCall(requests, call) {
      echoMetadata(call);
      for await (const request of requests) yield* answerEach(request, call);
    },
    async *halfDuplexCall(requests, call) {
      echoMetadata(call);
      for (const request of await Array.fromAsync(requests)) yield* answerEach(request, call);
    },
    unimplementedCall: unimplemented,
  });
}

function toSize({ payload }: StreamingInputCallRequest): number {
  return payload?.body.length ?? 0;
}
