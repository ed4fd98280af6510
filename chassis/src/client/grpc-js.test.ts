import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { EchoService, type Note, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import {
  compressionAlgorithms,
  Metadata,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerReadableStream,
  type ServerWritableStream,
  type ServiceDefinition,
  type sendUnaryData,
} from "@grpc/grpc-js";
import type { HeaderMap } from "../call.ts";
import { decodeBinaryHeader, encodeBinaryHeader } from "../protocol/binary-header.ts";
import { createClient } from "./client.ts";
import { createChannel } from "./create-channel.ts";

const codec = {
  requestSerialize: (note: Note) => Buffer.from(toBinary(NoteSchema, note)),
  requestDeserialize: (bytes: Buffer) => fromBinary(NoteSchema, bytes),
  responseSerialize: (note: Note) => Buffer.from(toBinary(NoteSchema, note)),
  responseDeserialize: (bytes: Buffer) => fromBinary(NoteSchema, bytes),
};

const { repeat, collect, converse } = EchoService.method;
const definition: ServiceDefinition = Object.fromEntries(
  [repeat, collect, converse].map(({ name, methodKind }) => [
    name,
    {
      path: `/${EchoService.typeName}/${name}`,
      requestStream: methodKind !== "server_streaming",
      responseStream: methodKind !== "client_streaming",
      ...codec,
    },
  ]),
);

const handlers = {
  Repeat(call: ServerWritableStream<Note, Note>) {
    const { request } = call;
    const metadata = new Metadata();
    metadata.set("x-echo-bin", call.metadata.get("x-ask-bin")[0] ?? Buffer.alloc(0));
    call.sendMetadata(metadata);
    for (let number = 1; number <= request.number; number++)
      call.write(create(NoteSchema, { text: request.text, number }));
    const trailers = new Metadata();
    trailers.set("x-last", "bye");
    if (request.text === "fail") call.emit("error", { code: 8, details: "enough", metadata: trailers });
    else call.end(trailers);
  },
  Collect(call: ServerReadableStream<Note, Note>, answer: sendUnaryData<Note>) {
    const texts: string[] = [];
    call.on("data", ({ text }: Note) => texts.push(text));
    call.on("end", () => answer(null, create(NoteSchema, { text: texts.join("+") })));
  },
  Converse(call: ServerDuplexStream<Note, Note>) {
    call.on("data", (note: Note) => call.write(create(NoteSchema, { text: note.text.toUpperCase() })));
    call.on("end", () => call.end());
  },
};

async function startServer(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = new Server({ "grpc.default_compression_algorithm": compressionAlgorithms.gzip });
  server.addService(definition, handlers as never);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => server.forceShutdown() };
}

async function* send(...texts: string[]): AsyncIterable<{ text: string }> {
  for (const text of texts) yield { text };
}

const readTexts = (notes: AsyncIterable<Note>) => Array.fromAsync(notes, ({ text }) => text);

for (const engine of ["flotilla", "node"] as const) {
  describe(`a caller of grpc-js by ${engine}`, () => {
    it("streams both ways, compressed and not", async () => {
      await using server = await startServer();
      for (const compression of ["identity", "gzip"] as const) {
        using channel = createChannel({ url: server.url, engine, compression, compressMinBytes: 0 });
        const echo = createClient(EchoService, channel);
        assert.deepEqual(await readTexts(echo.repeat({ text: "x", number: 3 })), ["x", "x", "x"]);
        assert.equal((await echo.collect(send("a", "b"))).text, "a+b");
        assert.deepEqual(await readTexts(echo.converse(send("a", "b"))), ["A", "B"]);
      }
    });

    it("hears metadata and trailers, and how a stream failed", async () => {
      await using server = await startServer();
      using channel = createChannel({ url: server.url, engine });
      const echo = createClient(EchoService, channel);
      const heard: Record<string, unknown> = {};
      const listen = (headers: HeaderMap) => Object.assign(heard, headers);
      const headers = { "x-ask-bin": encodeBinaryHeader(Uint8Array.of(0, 255)) };
      const failing = echo.repeat({ text: "fail", number: 1 }, { headers, onHeaders: listen, onTrailers: listen });
      await assert.rejects(readTexts(failing), { code: "resource_exhausted", message: "enough" });
      assert.deepEqual([...decodeBinaryHeader(String(heard["x-echo-bin"]))], [0, 255]);
      assert.equal(heard["x-last"], "bye");
      await assert.rejects(echo.say({}), { code: "unimplemented" });
    });
  });
}
