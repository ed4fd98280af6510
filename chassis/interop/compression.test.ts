import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { create, type DescMessage, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  SimpleRequestSchema,
  SimpleResponseSchema,
  StreamingInputCallRequestSchema,
  StreamingInputCallResponseSchema,
  StreamingOutputCallRequestSchema,
  StreamingOutputCallResponseSchema,
} from "@flotilla/contract/grpc/testing/messages";
import { TestService } from "@flotilla/contract/grpc/testing/test";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { toEnvelope } from "../src/protocol/envelope.ts";
import { type Http2Answer, postHttp2 } from "../test/http2-post.ts";
import { createInterop } from "./app.ts";

const reads = { "grpc-accept-encoding": "identity,gzip" };
const writes = { "grpc-encoding": "gzip" };
const invalidArgument = 3;

/** A request's message in its envelope, compressed or not, whatever the message says of itself. */
function frame<D extends DescMessage>(desc: D, init: MessageInitShape<D>, isCompressed: boolean): Buffer {
  const bytes = toBinary(desc, create(desc, init));
  return isCompressed ? toEnvelope(1, gzipSync(bytes)) : toEnvelope(0, bytes);
}

/** The messages of an answer, each with whether it came compressed. */
function readFrames({ body }: Http2Answer): { readonly isCompressed: boolean; readonly data: Uint8Array }[] {
  const frames = [];
  for (let start = 0; start < body.length; ) {
    const end = start + 5 + body.readUInt32BE(start + 1);
    const isCompressed = body[start] === 1;
    const data = body.subarray(start + 5, end);
    frames.push({ isCompressed, data: isCompressed ? gunzipSync(data) : data });
    start = end;
  }
  return frames;
}

function readStatus({ headers, trailers }: Http2Answer): number {
  return Number(trailers["grpc-status"] ?? headers["grpc-status"]);
}

// grpc-go's client has no case for compression, so these four are written out frame by frame.
for (const engine of ["flotilla", "node"]) {
  describe(`The interop cases of compression, engine ${engine}`, () => {
    let started: StartedApp;
    before(async () => {
      started = await startApp(createInterop(), { env: { HTTP2_ENGINE: engine } });
    });
    after(() => started[Symbol.asyncDispose]());

    const post = (rpc: string, body: Uint8Array, headers: Record<string, string>) =>
      postHttp2(
        started.url,
        `/${TestService.typeName}/${rpc}`,
        { "content-type": "application/grpc", ...headers },
        body,
      );

    it("passes client_compressed_unary", async () => {
      const payload = { body: new Uint8Array(271_828) };
      const call = (expected: boolean, isCompressed: boolean) => {
        const init = { expectCompressed: { value: expected }, responseSize: 314_159, payload };
        return post("UnaryCall", frame(SimpleRequestSchema, init, isCompressed), writes);
      };
      assert.equal(readStatus(await call(true, false)), invalidArgument);
      assert.equal(readStatus(await call(false, true)), invalidArgument);
      for (const isCompressed of [true, false]) {
        const answer = await call(isCompressed, isCompressed);
        assert.equal(readStatus(answer), 0);
        const [message] = readFrames(answer);
        assert.equal(fromBinary(SimpleResponseSchema, message!.data).payload?.body.length, 314_159);
      }
    });

    it("passes client_compressed_streaming", async () => {
      const input = (size: number, expected: boolean, isCompressed: boolean) => {
        const init = { payload: { body: new Uint8Array(size) }, expectCompressed: { value: expected } };
        return frame(StreamingInputCallRequestSchema, init, isCompressed);
      };
      assert.equal(readStatus(await post("StreamingInputCall", input(27_182, true, false), writes)), invalidArgument);
      const both = Buffer.concat([input(27_182, true, true), input(45_904, false, false)]);
      const answer = await post("StreamingInputCall", both, writes);
      assert.equal(readStatus(answer), 0);
      const [message] = readFrames(answer);
      assert.equal(fromBinary(StreamingInputCallResponseSchema, message!.data).aggregatedPayloadSize, 73_086);
    });

    it("passes server_compressed_unary", async () => {
      for (const value of [true, false]) {
        const init = { responseCompressed: { value }, responseSize: 314_159 };
        const answer = await post("UnaryCall", frame(SimpleRequestSchema, init, false), reads);
        assert.equal(readStatus(answer), 0);
        assert.equal(answer.headers["grpc-encoding"], "gzip");
        const [message] = readFrames(answer);
        assert.equal(message!.isCompressed, value);
        assert.equal(fromBinary(SimpleResponseSchema, message!.data).payload?.body.length, 314_159);
      }
    });

    it("passes server_compressed_streaming", async () => {
      const responseParameters = [
        { size: 31_415, compressed: { value: true } },
        { size: 92_653, compressed: { value: false } },
      ];
      const body = frame(StreamingOutputCallRequestSchema, { responseParameters }, false);
      const answer = await post("StreamingOutputCall", body, reads);
      assert.equal(answer.headers["grpc-encoding"], "gzip");
      const seen = readFrames(answer).map(({ isCompressed, data }) => {
        return { isCompressed, size: fromBinary(StreamingOutputCallResponseSchema, data).payload?.body.length };
      });
      assert.deepEqual(seen, [
        { isCompressed: true, size: 31_415 },
        { isCompressed: false, size: 92_653 },
      ]);
    });

    it("compresses no message for a caller that cannot read it, whatever the handler wishes", async () => {
      const body = frame(SimpleRequestSchema, { responseCompressed: { value: true }, responseSize: 5000 }, false);
      const answer = await post("UnaryCall", body, { "grpc-accept-encoding": "identity, snappy" });
      assert.deepEqual([answer.headers["grpc-encoding"], answer.body[0]], [undefined, 0]);
    });

    it("lets the handler choose for Connect too", async () => {
      const ask = async (value: boolean, responseSize: number) => {
        const headers = { "content-type": "application/json", "accept-encoding": "gzip" };
        const body = JSON.stringify({ responseCompressed: { value }, responseSize });
        const answer = await fetch(`${started.url}/${TestService.typeName}/UnaryCall`, {
          method: "POST",
          headers,
          body,
        });
        await answer.bytes();
        return answer.headers.get("content-encoding");
      };
      assert.deepEqual([await ask(true, 1), await ask(false, 5000)], ["gzip", null]);
    });
  });
}
