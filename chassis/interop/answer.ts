import { setTimeout as delay } from "node:timers/promises";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { type Call, Fault } from "@flotilla/chassis";
import type {
  PayloadSchema,
  SimpleRequest,
  SimpleResponseSchema,
  StreamingOutputCallRequest,
  StreamingOutputCallResponseSchema,
} from "@flotilla/contract/grpc/testing/messages";
import { assertCompression, assertStatus, echoMetadata } from "./wishes.ts";

/** Answers a unary call as its request asks: metadata, status, compression, size. */
export function answer(
  request: SimpleRequest,
  call: Call,
  serverId: string,
): MessageInitShape<typeof SimpleResponseSchema> {
  echoMetadata(call);
  assertCompression(request.expectCompressed, call);
  assertStatus(request.responseStatus);
  call.compressesAnswer = request.responseCompressed?.value;
  return { payload: toPayload(request.responseSize), serverId: request.fillServerId ? serverId : "" };
}

/** Answers one request of a stream: as many messages as it asks for, then its status. */
export async function* answerEach(
  request: StreamingOutputCallRequest,
  call: Call,
): AsyncIterable<MessageInitShape<typeof StreamingOutputCallResponseSchema>> {
  assertStatus(request.responseStatus);
  for (const { size, intervalUs, compressed } of request.responseParameters) {
    if (intervalUs > 0) await delay(intervalUs / 1000, undefined, { signal: call.signal });
    call.compressesAnswer = compressed?.value;
    yield { payload: toPayload(size) };
  }
}

function toPayload(size: number): MessageInitShape<typeof PayloadSchema> {
  if (size >= 0) return { body: new Uint8Array(size) };
  const message = `A payload cannot have ${size} bytes; ask for 0 or more.`;
  throw new Fault({ code: "invalid_argument", reason: "", message });
}
