import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, it } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { EchoService, type Note, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import type { HeaderMap } from "../call.ts";
import { createClient } from "./client.ts";
import { type ChannelOptions, createChannel } from "./create-channel.ts";

const handler = connectNodeAdapter({
  routes: ({ service }) =>
    service(EchoService, {
      say({ text, number }, context) {
        if (text === "fail") {
          throw new ConnectError("no such note", Code.NotFound, { "x-why": "because" }, [
            { desc: NoteSchema, value: { text: "detail" } },
          ]);
        }
        context.responseHeader.set("x-verb", context.requestMethod);
        context.responseTrailer.set("x-last", "bye");
        return { text: `${text}!`, number };
      },
      async *repeat({ text, number }) {
        for (let index = 1; index <= number; index++) yield { text, number: index };
      },
      async collect(notes) {
        return { text: (await Array.fromAsync(notes, ({ text }) => text)).join("+") };
      },
      async *converse(notes) {
        for await (const { text } of notes) yield { text: text.toUpperCase() };
      },
    }),
});

async function startServer(httpVersion: 1 | 2): Promise<AsyncDisposable & { readonly url: string }> {
  const server = (httpVersion === 1 ? createServer(handler) : createHttp2Server(handler)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise<void>((closed) => void server.close(() => closed())),
  };
}

async function* send(...texts: string[]): AsyncIterable<{ text: string }> {
  for (const text of texts) yield { text };
}

const readTexts = (notes: AsyncIterable<Note>) => Array.fromAsync(notes, ({ text }) => text);

const channels: readonly Omit<ChannelOptions, "url">[] = [
  { protocol: "grpc" },
  { protocol: "grpc", codec: "json", compression: "gzip", compressMinBytes: 0 },
  { protocol: "grpc-web" },
  { protocol: "grpc-web", httpVersion: 1, compression: "gzip", compressMinBytes: 0 },
  { protocol: "connect" },
  { protocol: "connect", httpVersion: 1, usesGet: true },
  { protocol: "connect", httpVersion: 1, codec: "json", compression: "gzip", compressMinBytes: 0, usesGet: true },
];

for (const options of channels) {
  describe(`a caller of connect-node by ${JSON.stringify(options)}`, () => {
    it("calls rpcs of every kind", async () => {
      await using server = await startServer(options.httpVersion ?? 2);
      using channel = createChannel({ url: server.url, ...options });
      const echo = createClient(EchoService, channel);
      const heard: Record<string, unknown> = {};
      const listen = (headers: HeaderMap) => Object.assign(heard, headers);
      const { text, number } = await echo.say({ text: "hi", number: 7 }, { onHeaders: listen, onTrailers: listen });
      assert.deepEqual([text, number], ["hi!", 7]);
      assert.deepEqual([heard["x-verb"], heard["x-last"]], [options.usesGet ? "GET" : "POST", "bye"]);
      assert.deepEqual(await readTexts(echo.repeat({ text: "x", number: 3 })), ["x", "x", "x"]);
      assert.equal((await echo.collect(send("a", "b"))).text, "a+b");
      // It refuses conversations over HTTP/1.1, where a client could not hear it while it speaks.
      if (options.httpVersion === 1) await assert.rejects(readTexts(echo.converse(send("a"))), /HTTP status 505/);
      else assert.deepEqual(await readTexts(echo.converse(send("a", "b"))), ["A", "B"]);
    });

    it("reads errors with their details and metadata", async () => {
      await using server = await startServer(options.httpVersion ?? 2);
      using channel = createChannel({ url: server.url, ...options });
      const echo = createClient(EchoService, channel);
      const heard: Record<string, unknown> = {};
      const listen = (headers: HeaderMap) => Object.assign(heard, headers);
      await assert.rejects(echo.say({ text: "fail" }, { onHeaders: listen, onTrailers: listen }), {
        code: "not_found",
        message: "no such note",
        details: [{ type: "flotilla.test.v1.Note", value: Buffer.from("\n\x06detail") }],
      });
      assert.equal(heard["x-why"], "because");
      await assert.rejects(echo.sayLittle({}), { code: "unimplemented" });
    });
  });
}
