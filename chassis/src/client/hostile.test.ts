import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { EchoService, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { endStreamFlag, toEnvelope, trailerFlag } from "../protocol/envelope.ts";
import { createClient } from "./client.ts";
import { type ChannelOptions, createChannel } from "./create-channel.ts";

const note = (text: string) => toBinary(NoteSchema, create(NoteSchema, { text }));
const one = toEnvelope(0, note("one"));
const bomb = gzipSync(note("x".repeat(900_000)));

/** An answer as a broken or hostile peer gives it. */
interface Answer {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly body?: readonly Uint8Array[];
  readonly trailers?: Record<string, string>;
}

/** Gives this answer to whatever it is asked, over HTTP/1.1 and HTTP/2. */
async function startPeer(httpVersion: 1 | 2, answer: Answer): Promise<AsyncDisposable & { readonly url: string }> {
  const server = httpVersion === 1 ? createServer() : createHttp2Server();
  if (httpVersion === 1) server.on("request", (request, response) => answerHttp1(answer, request, response));
  else server.on("stream", (stream: ServerHttp2Stream) => answerHttp2(answer, stream));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket));
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((closed) => (server as Server).close(closed));
    },
  };
}

function answerHttp1({ status = 200, headers, body = [] }: Answer, request: IncomingMessage, response: ServerResponse) {
  request.resume().on("end", () => {
    response.writeHead(status, headers);
    for (const chunk of body) response.write(chunk);
    response.end();
  });
}

function answerHttp2({ status = 200, headers, body = [], trailers }: Answer, stream: ServerHttp2Stream) {
  stream.on("error", () => undefined);
  stream.respond({ ":status": status, ...headers }, { waitForTrailers: trailers !== undefined });
  stream.on("wantTrailers", () => stream.sendTrailers(trailers!));
  for (const chunk of body) stream.write(chunk);
  stream.end();
}

type Options = Omit<ChannelOptions, "url">;

/** What a call of each kind fails with, or gives. */
async function callBoth(options: Options, answer: Answer) {
  await using peer = await startPeer(options.httpVersion ?? 2, answer);
  using channel = createChannel({ url: peer.url, maxResponseBytes: 100_000, timeoutMs: 5000, ...options });
  const echo = createClient(EchoService, channel);
  const toCode = ({ code, reason }: { code?: string; reason?: string }) => [code, reason];
  const [unary, stream] = await Promise.all([
    echo.say({}).then(({ text }) => text, toCode),
    Array.fromAsync(echo.repeat({}), ({ text }) => text).catch(toCode),
  ]);
  return { unary, stream };
}

async function assertBoth(options: Options, answer: Answer, code: string, reason: string): Promise<void> {
  const { unary, stream } = await callBoth(options, answer);
  assert.deepEqual(
    [unary, stream],
    [
      [code, reason],
      [code, reason],
    ],
  );
}

const families: readonly {
  options: Options;
  type: string;
  end: (status: number) => Pick<Answer, "body" | "trailers">;
}[] = [
  {
    options: { protocol: "grpc" },
    type: "application/grpc+proto",
    end: (status) => ({ trailers: { "grpc-status": String(status) } }),
  },
  {
    options: { protocol: "grpc-web", httpVersion: 1 },
    type: "application/grpc-web+proto",
    end: (status) => ({ body: [toEnvelope(trailerFlag, Buffer.from(`grpc-status: ${status}\r\n`))] }),
  },
];

for (const { options, type, end } of families) {
  const { body: last = [], trailers } = end(0);
  const headers = { "content-type": type };
  const well = (body: readonly Uint8Array[], more = {}): Answer => ({
    headers: { ...headers, ...more },
    body: [...body, ...last],
    ...(trailers ? { trailers } : {}),
  });

  describe(`a ${options.protocol} caller of a broken peer`, () => {
    it("reads an answer that is well, however it is cut", async () => {
      const bytes = [...one].map((byte) => Uint8Array.of(byte));
      assert.deepEqual(await callBoth(options, well(bytes)), { unary: "one", stream: ["one"] });
    });

    it("refuses a message that breaks off", async () => {
      await assertBoth(
        options,
        { headers, body: [one.subarray(0, 7)], ...(trailers ? { trailers } : {}) },
        "internal",
        "MALFORMED_MESSAGE",
      );
      await assertBoth(
        options,
        { headers, body: [one.subarray(0, 3)], ...(trailers ? { trailers } : {}) },
        "internal",
        "MALFORMED_MESSAGE",
      );
    });

    it("refuses an answer without a status at its end", async () => {
      await assertBoth(options, { headers, body: [one] }, "internal", "MALFORMED_MESSAGE");
      await assertBoth(options, { headers }, "internal", "MALFORMED_MESSAGE");
    });

    it("says by its HTTP status what a page that is not gRPC's means", async () => {
      const page = { headers: { "content-type": "text/html" }, body: [Buffer.from("<h1>oops</h1>")] };
      await assertBoth(options, { status: 503, ...page }, "unavailable", "UNAVAILABLE");
      await assertBoth(options, { status: 401, ...page }, "unauthenticated", "UNAUTHENTICATED");
      await assertBoth(options, page, "unknown", "UNKNOWN");
      await assertBoth(options, { status: 404 }, "unimplemented", "UNIMPLEMENTED");
    });

    it("refuses an answer in another codec", async () => {
      await assertBoth(
        options,
        well([one], { "content-type": type.replace("proto", "json") }),
        "internal",
        "MALFORMED_MESSAGE",
      );
    });

    it("refuses bytes that are no message", async () => {
      await assertBoth(options, well([toEnvelope(0, Buffer.from([255, 255, 255]))]), "internal", "MALFORMED_MESSAGE");
    });

    it("refuses flags that it does not know", async () => {
      await assertBoth(options, well([toEnvelope(4, note("x"))]), "internal", "MALFORMED_MESSAGE");
    });

    it("refuses a compressed message where no compression is named, and one that it cannot read", async () => {
      const squeezed = toEnvelope(1, gzipSync(note("x")));
      await assertBoth(options, well([squeezed]), "internal", "UNDECLARED_ENCODING");
      await assertBoth(options, well([squeezed], { "grpc-encoding": "br" }), "internal", "UNSUPPORTED_ENCODING");
      await assertBoth(
        options,
        well([toEnvelope(1, note("x"))], { "grpc-encoding": "gzip" }),
        "internal",
        "MALFORMED_MESSAGE",
      );
    });

    it("stops at its limit: in bytes, in what is announced, and in what comes out of gzip", async () => {
      const large = well([toEnvelope(0, note("x".repeat(900_000)))]);
      await assertBoth(options, large, "resource_exhausted", "BODY_TOO_LARGE");
      await assertBoth(options, well([Buffer.from([0, 255, 255, 255, 255])]), "resource_exhausted", "BODY_TOO_LARGE");
      await assertBoth(
        options,
        well([toEnvelope(1, bomb)], { "grpc-encoding": "gzip" }),
        "resource_exhausted",
        "BODY_TOO_LARGE",
      );
    });

    it("refuses more than one message for a unary call, and none", async () => {
      const { unary, stream } = await callBoth(options, well([one, one]));
      assert.deepEqual(
        [unary, stream],
        [
          ["unimplemented", "WRONG_MESSAGE_COUNT"],
          ["one", "one"],
        ],
      );
      const empty = await callBoth(options, well([]));
      assert.deepEqual([empty.unary, empty.stream], [["unimplemented", "WRONG_MESSAGE_COUNT"], []]);
    });

    it("takes a status that it does not know for unknown", async () => {
      const { body = [], trailers: failed } = end(77);
      await assertBoth(
        options,
        { headers, body: [one, ...body], ...(failed ? { trailers: failed } : {}) },
        "unknown",
        "UNKNOWN",
      );
    });
  });
}

describe("a connect caller of a broken peer", () => {
  const options = { protocol: "connect", httpVersion: 1 } as const;
  const call = async (unary: Answer, stream: Answer) => ({
    unary: (await callBoth(options, unary)).unary,
    stream: (await callBoth(options, stream)).stream,
  });
  const proto = { "content-type": "application/proto" };
  const enveloped = { "content-type": "application/connect+proto" };
  const endOf = (json: string) => toEnvelope(endStreamFlag, Buffer.from(json));

  it("reads an answer that is well", async () => {
    const read = await call({ headers: proto, body: [note("one")] }, { headers: enveloped, body: [one, endOf("{}")] });
    assert.deepEqual(read, { unary: "one", stream: ["one"] });
  });

  it("refuses a stream that goes on after its end, and one that has none", async () => {
    const malformed = ["internal", "MALFORMED_MESSAGE"];
    for (const body of [
      [endOf("{}"), one],
      [endOf("{}"), endOf("{}")],
      [one],
      [],
      [one.subarray(0, 4)],
      [endOf("no")],
    ]) {
      assert.deepEqual((await callBoth(options, { headers: enveloped, body })).stream, malformed);
    }
  });

  it("stops at its limit, in bytes and in what comes out of gzip", async () => {
    const tooLarge = ["resource_exhausted", "BODY_TOO_LARGE"];
    const plain = await call(
      { headers: proto, body: [note("x".repeat(900_000))] },
      { headers: enveloped, body: [Buffer.from([0, 255, 255, 255, 255])] },
    );
    assert.deepEqual(plain, { unary: tooLarge, stream: tooLarge });
    const zipped = await call(
      { headers: { ...proto, "content-encoding": "gzip" }, body: [bomb] },
      { headers: { ...enveloped, "connect-content-encoding": "gzip" }, body: [toEnvelope(1, bomb), endOf("{}")] },
    );
    assert.deepEqual(zipped, { unary: tooLarge, stream: tooLarge });
  });

  it("reads errors whatever is left out of them", async () => {
    const json = { "content-type": "application/json" };
    const unary = async (status: number, body: string) =>
      (await callBoth(options, { status, headers: json, body: [Buffer.from(body)] })).unary;
    assert.deepEqual(await unary(400, '{"code":"not_found","message":"m"}'), ["not_found", "NOT_FOUND"]);
    assert.deepEqual(await unary(503, '{"code":"toString"}'), ["unavailable", "UNAVAILABLE"]);
    assert.deepEqual(await unary(401, "null"), ["unauthenticated", "UNAUTHENTICATED"]);
    assert.deepEqual(await unary(403, "{"), ["permission_denied", "PERMISSION_DENIED"]);
    assert.deepEqual(await unary(499, '{"code":"canceled","details":[1,{"type":"t","value":"é"}]}'), [
      "cancelled",
      "CANCELLED",
    ]);
  });

  it("says by its HTTP status what a page that is not Connect's means", async () => {
    const page = { status: 502, headers: { "content-type": "text/html" } };
    assert.deepEqual(await call(page, page), {
      unary: ["unavailable", "UNAVAILABLE"],
      stream: ["unavailable", "UNAVAILABLE"],
    });
  });
});
