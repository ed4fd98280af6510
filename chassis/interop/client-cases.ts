import assert from "node:assert/strict";
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { HeaderMap } from "@flotilla/chassis";
import { type CallOptions, type Channel, type Client, createClient } from "@flotilla/chassis/client";
import type { Payload, StreamingOutputCallRequestSchema } from "@flotilla/contract/grpc/testing/messages";
import { type TestService, UnimplementedService } from "@flotilla/contract/grpc/testing/test";

type Test = Client<typeof TestService>;
type Ask = MessageInitShape<typeof StreamingOutputCallRequestSchema>;
type Case = (test: Test, channel: Channel) => Promise<void>;

const [requestBytes, responseBytes] = [271_828, 314_159];
const requestSizes = [27_182, 8, 1828, 45_904];
const responseSizes = [31_415, 9, 2653, 58_979];
const unicode = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

/** The cases of the interop test descriptions, as our own client plays them; names as there, in camel case. */
export const clientCases: Readonly<Record<string, Case>> = {
  async emptyUnary(test) {
    await test.emptyCall({});
  },

  async largeUnary(test) {
    const { payload } = await test.unaryCall({ responseSize: responseBytes, payload: toPayload(requestBytes) });
    assert.equal(payload?.body.length, responseBytes);
  },

  async clientStreaming(test) {
    const requests = requestSizes.map((size) => ({ payload: toPayload(size) }));
    const { aggregatedPayloadSize } = await test.streamingInputCall(each(requests));
    assert.equal(aggregatedPayloadSize, 74_922);
  },

  async serverStreaming(test) {
    const responseParameters = responseSizes.map((size) => ({ size }));
    const sizes = await Array.fromAsync(test.streamingOutputCall({ responseParameters }), toSize);
    assert.deepEqual(sizes, responseSizes);
  },

  async pingPong(test) {
    const sizes: number[] = [];
    let answered = Promise.withResolvers<void>();
    async function* ask(): AsyncIterable<Ask> {
      for (const [index, size] of requestSizes.entries()) {
        yield { payload: toPayload(size), responseParameters: [{ size: responseSizes[index]! }] };
        await answered.promise;
        answered = Promise.withResolvers();
      }
    }
    for await (const answer of test.fullDuplexCall(ask())) {
      sizes.push(toSize(answer));
      answered.resolve();
    }
    assert.deepEqual(sizes, responseSizes);
  },

  async emptyStream(test) {
    assert.deepEqual(await Array.fromAsync(test.fullDuplexCall(each([]))), []);
  },

  async timeoutOnSleepingServer(test) {
    const call = test.fullDuplexCall(neverEnding({ payload: toPayload(27_182) }), { timeoutMs: 1 });
    await assert.rejects(Array.fromAsync(call), { code: "deadline_exceeded" });
  },

  async cancelAfterBegin(test) {
    const leaving = new AbortController();
    const call = test.streamingInputCall(neverEnding({}), { signal: leaving.signal });
    leaving.abort();
    await assert.rejects(call, { code: "cancelled" });
  },

  async cancelAfterFirstResponse(test) {
    const leaving = new AbortController();
    const ask = { responseParameters: [{ size: 31_415 }], payload: toPayload(27_182) };
    const answers = test.fullDuplexCall(neverEnding(ask), { signal: leaving.signal })[Symbol.asyncIterator]();
    assert.equal(toSize((await answers.next()).value), 31_415);
    leaving.abort();
    await assert.rejects(answers.next(), { code: "cancelled" });
  },

  async statusCodeAndMessage(test) {
    const responseStatus = { code: 2, message: "test status message" };
    const expected = { code: "unknown", message: "test status message" };
    await assert.rejects(test.unaryCall({ responseStatus }), expected);
    await assert.rejects(Array.fromAsync(test.fullDuplexCall(each([{ responseStatus }]))), expected);
  },

  async specialStatusMessage(test) {
    const failed = test.unaryCall({ responseStatus: { code: 2, message: unicode } });
    await assert.rejects(failed, { code: "unknown", message: unicode });
  },

  async customMetadata(test) {
    const unary = listenTo();
    await test.unaryCall({ responseSize: 1, payload: toPayload(1) }, unary.options);
    unary.assertHeard();
    const stream = listenTo();
    const ask = each([{ responseParameters: [{ size: 1 }], payload: toPayload(1) }]);
    await Array.fromAsync(test.fullDuplexCall(ask, stream.options));
    stream.assertHeard();
  },

  async unimplementedMethod(test) {
    await assert.rejects(test.unimplementedCall({}), { code: "unimplemented" });
  },

  async unimplementedService(_test, channel) {
    const unimplemented = createClient(UnimplementedService, channel);
    await assert.rejects(unimplemented.unimplementedCall({}), { code: "unimplemented" });
  },

  async rpcSoak(test) {
    const call = () => test.unaryCall({ responseSize: responseBytes, payload: toPayload(requestBytes) });
    for (let round = 0; round < 5; round++) {
      const answers = await Promise.all(Array.from({ length: 10 }, call));
      for (const answer of answers) assert.equal(toSize(answer), responseBytes);
    }
  },
};

function toPayload(size: number): { readonly body: Uint8Array } {
  return { body: new Uint8Array(size) };
}

function toSize({ payload }: { readonly payload?: Payload | undefined }): number {
  return payload?.body.length ?? 0;
}

async function* each<T>(values: readonly T[]): AsyncIterable<T> {
  yield* values;
}

/** One value, and then no end. */
async function* neverEnding<T>(value: T): AsyncIterable<T> {
  yield value;
  await new Promise(() => undefined);
}

/** Metadata to be echoed, and whether it was. */
function listenTo() {
  let headers: HeaderMap = {};
  let trailers: HeaderMap = {};
  const options: CallOptions = {
    headers: { "x-grpc-test-echo-initial": "test_initial_metadata_value", "x-grpc-test-echo-trailing-bin": "q6ur" },
    onHeaders: (heard) => {
      headers = heard;
    },
    onTrailers: (heard) => {
      trailers = heard;
    },
  };
  const assertHeard = () => {
    assert.equal(headers["x-grpc-test-echo-initial"], "test_initial_metadata_value");
    assert.equal(trailers["x-grpc-test-echo-trailing-bin"], "q6ur");
  };
  return { options, assertHeard };
}
