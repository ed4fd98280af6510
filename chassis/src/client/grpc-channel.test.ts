import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, it } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { EchoService, type Note, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { type handleUnaryCall, Metadata, Server, ServerCredentials, type ServiceDefinition } from "@grpc/grpc-js";
import { Fault } from "../fault.ts";
import { toStatusDetails } from "../protocol/status-details.ts";
import { createGrpcClient } from "./grpc-channel.ts";

type Say = handleUnaryCall<Note, Note>;

const definition: ServiceDefinition = {
  say: {
    path: "/flotilla.test.v1.EchoService/Say",
    requestStream: false,
    responseStream: false,
    requestSerialize: (note: Note) => Buffer.from(toBinary(NoteSchema, note)),
    requestDeserialize: (bytes: Buffer) => fromBinary(NoteSchema, bytes),
    responseSerialize: (note: Note) => Buffer.from(toBinary(NoteSchema, note)),
    responseDeserialize: (bytes: Buffer) => fromBinary(NoteSchema, bytes),
  },
};

async function startServer(say: Say): Promise<AsyncDisposable & { readonly address: string }> {
  const server = new Server();
  server.addService(definition, { say });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { address: `127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => server.forceShutdown() };
}

const toEcho = (address: string, timeoutMs?: number) => createGrpcClient(EchoService, { address, timeoutMs });

describe("createGrpcClient", () => {
  it("calls a foreign gRPC server", async () => {
    await using server = await startServer((call, answer) => answer(null, call.request));
    using echo = toEcho(server.address);
    const { text, number } = await echo.say({ text: "Grüße", number: 7 });
    assert.deepEqual({ text, number }, { text: "Grüße", number: 7 });
  });

  it("sends headers and the deadline", async () => {
    const seen = Promise.withResolvers<[Metadata, number]>();
    await using server = await startServer((call, answer) => {
      seen.resolve([call.metadata, Number(call.getDeadline()) - Date.now()]);
      answer(null, call.request);
    });
    using echo = toEcho(server.address);
    await echo.say({}, { headers: { "x-api-key": "k" }, timeoutMs: 1500 });
    const [metadata, leftMs] = await seen.promise;
    assert.deepEqual(metadata.get("x-api-key"), ["k"]);
    assert.ok(leftMs > 0 && leftMs <= 1500, `${leftMs} ms`);
  });

  it("turns a status with details into a Fault", async () => {
    const violations = [{ field: "email", rule: "string.email", message: "must be an address" }];
    const sent = new Fault({
      code: "invalid_argument",
      reason: "VALIDATION_FAILED",
      message: "100 % wrong: é\n",
      violations,
      retryAfterMs: 1500,
    });
    await using server = await startServer((_call, answer) => {
      const metadata = new Metadata();
      metadata.set("grpc-status-details-bin", Buffer.from(toStatusDetails(sent, "test")));
      answer({ code: 3, details: sent.message, metadata });
    });
    using echo = toEcho(server.address);
    await assert.rejects(echo.say({}), (fault: Fault) => {
      assert.ok(fault instanceof Fault);
      const { code, reason, message, violations: read, retryAfterMs } = fault;
      assert.deepEqual(
        { code, reason, message, violations: read, retryAfterMs },
        { code: sent.code, reason: sent.reason, message: sent.message, violations, retryAfterMs: 1500 },
      );
      return true;
    });
  });

  it("names the reason after the code when the peer gives none", async () => {
    await using server = await startServer((_call, answer) => answer({ code: 5, details: "no such user" }));
    using echo = toEcho(server.address);
    await assert.rejects(echo.say({}), { code: "not_found", reason: "NOT_FOUND", message: "no such user" });
  });

  it("gives up at the deadline and tells the server", async () => {
    const cancelled = Promise.withResolvers<void>();
    await using server = await startServer((call) => call.on("cancelled", cancelled.resolve));
    using echo = toEcho(server.address, 30);
    await assert.rejects(echo.say({}), { code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED" });
    await cancelled.promise;
  });

  it("cancels a call by its signal, before and during it", async () => {
    const started = Promise.withResolvers<void>();
    await using server = await startServer(() => started.resolve());
    using echo = toEcho(server.address);
    await assert.rejects(echo.say({}, { signal: AbortSignal.abort() }), { code: "cancelled" });
    const abort = new AbortController();
    const call = echo.say({}, { signal: abort.signal });
    await started.promise;
    abort.abort();
    await assert.rejects(call, { code: "cancelled", reason: "CANCELLED" });
  });

  it("refuses an answer beyond its limit", async () => {
    await using server = await startServer((_call, answer) =>
      answer(null, create(NoteSchema, { text: "x".repeat(2000) })),
    );
    using echo = createGrpcClient(EchoService, { address: server.address, maxResponseBytes: 1000 });
    await assert.rejects(echo.say({}), { code: "resource_exhausted", reason: "BODY_TOO_LARGE" });
  });

  it("says where it could not connect", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    using echo = toEcho(`:${port}`);
    await assert.rejects(echo.say({}), {
      code: "unavailable",
      message: /Cannot reach 127\.0\.0\.1:\d+: .*ECONNREFUSED/,
    });
  });

  it("connects again after the server was away", async () => {
    const first = await startServer((call, answer) => answer(null, call.request));
    using echo = toEcho(first.address);
    await echo.say({});
    await first[Symbol.asyncDispose]();
    await assert.rejects(echo.say({}), { code: "unavailable" });
  });

  it("refuses an address that is none", () => {
    for (const address of ["", "localhost", "http://x:1", "a:b", "a:1:2"]) {
      assert.throws(() => toEcho(address), { code: "invalid_argument", message: /host:port or :port/ });
    }
  });
});
