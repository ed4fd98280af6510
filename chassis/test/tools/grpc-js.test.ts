import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Env, implement, type Module } from "@flotilla/chassis";
import { EchoService, type Note, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { Client, compressionAlgorithms, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { createOwnedCertificate } from "../owned-certificate.ts";

const serialize = (note: Note) => Buffer.from(toBinary(NoteSchema, note));
const deserialize = (bytes: Buffer) => fromBinary(NoteSchema, bytes);
const note = (text: string, number = 0) => create(NoteSchema, { text, number });
const path = (rpc: string) => `/${EchoService.typeName}/${rpc}`;

/** A client of grpc-js that closes with the test. */
function connect({ address }: StartedApp, options = {}, trust = credentials.createInsecure()): Client & Disposable {
  const client = new Client(address, trust, options);
  return Object.assign(client, { [Symbol.dispose]: () => client.close() });
}

function callUnary(client: Client, request: Note, metadata = new Metadata(), rpc = "Say"): Promise<Note> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path(rpc), serialize, deserialize, request, metadata, (error, response) =>
      error ? reject(error) : resolve(response!),
    );
  });
}

/** The echo module, with some of its rpcs answered otherwise. */
function echoWith(rpcs: Partial<Parameters<typeof implement<typeof EchoService>>[1]>): Module {
  const unused = () => assert.fail("not called in this test");
  const names = EchoService.methods.map((method) => [method.localName, unused]);
  const service = implement(EchoService, { ...Object.fromEntries(names), ...rpcs } as never);
  return { name: "echo", services: [service], parts: [] };
}

for (const engine of ["flotilla", "node"]) {
  describe(`grpc-js, engine ${engine}`, () => {
    const start = (module: Module, env: Env = {}) => startApp(module, { env: { HTTP2_ENGINE: engine, ...env } });

    it("calls a unary rpc", async () => {
      await using started = await start(createEcho());
      using client = connect(started);
      assert.equal((await callUnary(client, note("Grüße"))).text, "Grüße");
    });

    it("reads a server stream, writes a client stream, and does both at once", async () => {
      await using started = await start(createEcho());
      using client = connect(started);
      const texts: number[] = [];
      for await (const { number } of client.makeServerStreamRequest(
        path("Repeat"),
        serialize,
        deserialize,
        note("x", 3),
      )) {
        texts.push(number);
      }
      assert.deepEqual(texts, [1, 2, 3]);

      const collected = await new Promise<Note>((resolve, reject) => {
        const call = client.makeClientStreamRequest(path("Collect"), serialize, deserialize, (error, response) =>
          error ? reject(error) : resolve(response!),
        );
        call.write(note("a"));
        call.end(note("b"));
      });
      assert.deepEqual([collected.text, collected.number], ["a b", 2]);

      const talk = client.makeBidiStreamRequest(path("Converse"), serialize, deserialize);
      for (const text of ["ping", "pong"]) {
        talk.write(note(text));
        const [answer] = (await once(talk, "data")) as [Note];
        assert.equal(answer.text, text);
      }
      talk.end();
      const [ended] = await once(talk, "status");
      assert.equal(ended.code, status.OK);
    });

    it("sends and receives metadata, binary too, before and after the message", async () => {
      const say = implementSay((request, call) => {
        call.setHeader("x-seen", call.header("x-asked") ?? "");
        call.setHeader("x-raw-bin", call.header("x-raw-bin") ?? "");
        call.setTrailer("x-last", "1");
        return request;
      });
      await using started = await start(say);
      using client = connect(started);
      const metadata = new Metadata();
      metadata.set("x-asked", "yes");
      metadata.set("x-raw-bin", Buffer.from([0, 255, 10]));
      const seen = await new Promise<{ headers: Metadata; trailers: Metadata }>((resolve, reject) => {
        let headers = new Metadata();
        client
          .makeUnaryRequest(path("Say"), serialize, deserialize, note("x"), metadata, (error) => error && reject(error))
          .on("metadata", (received) => {
            headers = received;
          })
          .on("status", ({ metadata: trailers }) => resolve({ headers, trailers }));
      });
      assert.deepEqual(seen.headers.get("x-seen"), ["yes"]);
      assert.deepEqual(seen.headers.get("x-raw-bin"), [Buffer.from([0, 255, 10])]);
      assert.deepEqual(seen.trailers.get("x-last"), ["1"]);
    });

    it("compresses what it sends, and is answered compressed", async () => {
      await using started = await start(createEcho());
      const gzip = { "grpc.default_compression_algorithm": compressionAlgorithms.gzip };
      using client = connect(started, gzip);
      const text = "Grüße ".repeat(10_000);
      assert.equal((await callUnary(client, note(text))).text, text);
    });

    it("gives up at its deadline, and the handler is told", async () => {
      const told = Promise.withResolvers<unknown>();
      const say = implementSay(async (_request, call) => {
        await once(call.signal, "abort");
        told.resolve(call.signal.reason);
        return note("too late");
      });
      await using started = await start(say);
      using client = connect(started);
      const failure = await new Promise<ServiceError | null>((resolve) => {
        const deadline = Date.now() + 250;
        client.makeUnaryRequest(path("Say"), serialize, deserialize, note("x"), new Metadata(), { deadline }, resolve);
      });
      assert.equal(failure?.code, status.DEADLINE_EXCEEDED);
      assert.match(String(((await told.promise) as { reason: string }).reason), /DEADLINE_EXCEEDED|CANCELLED/);
    });

    it("cancels a call, and the handler is told", async () => {
      const started = Promise.withResolvers<void>();
      const told = Promise.withResolvers<{ reason: string }>();
      const say = implementSay(async (_request, call) => {
        started.resolve();
        await once(call.signal, "abort");
        told.resolve(call.signal.reason);
        return note("too late");
      });
      await using app = await start(say);
      using client = connect(app);
      const ended = Promise.withResolvers<ServiceError | null>();
      const call = client.makeUnaryRequest(path("Say"), serialize, deserialize, note("x"), ended.resolve);
      await started.promise;
      call.cancel();
      assert.equal((await ended.promise)?.code, status.CANCELLED);
      assert.equal((await told.promise).reason, "CANCELLED");
    });

    it("stops reading a stream without end, and the handler's generator is returned", async () => {
      const cleaned = Promise.withResolvers<{ pulled: number; isAborted: boolean }>();
      const repeat = echoWith({
        async *repeat(_request, call) {
          let pulled = 0;
          try {
            for (; ; pulled++) yield { text: "x".repeat(10_000) };
          } finally {
            cleaned.resolve({ pulled, isAborted: call.signal.aborted });
          }
        },
      });
      await using started = await start(repeat);
      using client = connect(started);
      const stream = client.makeServerStreamRequest(path("Repeat"), serialize, deserialize, note("x"));
      stream.on("error", () => undefined);
      await once(stream, "data");
      stream.pause();
      stream.cancel();
      const { pulled, isAborted } = await cleaned.promise;
      assert.ok(isAborted);
      assert.ok(pulled < 10_000, `the handler was pulled ${pulled} times for a client that had stopped reading`);
    });

    it("reads the status, the message and the details of a Fault", async () => {
      await using started = await start(createEcho());
      using client = connect(started);
      const error = await callUnary(client, note("x", -1)).catch((thrown: ServiceError) => thrown);
      assert.ok(error instanceof Error);
      assert.equal(error.code, status.INVALID_ARGUMENT);
      assert.match(error.details, /number: must be greater than or equal to 0/);
      assert.equal(error.metadata.get("grpc-status-details-bin").length, 1);
    });

    it("is refused an rpc that nobody serves, and a message beyond the limit", async () => {
      await using started = await start(createEcho());
      using client = connect(started);
      const unknown = await callUnary(client, note("x"), undefined, "Nothing").catch((thrown: ServiceError) => thrown);
      assert.equal((unknown as ServiceError).code, status.UNIMPLEMENTED);
      const large = await callUnary(client, note("x".repeat(100)), undefined, "SayLittle").catch((thrown) => thrown);
      assert.equal((large as ServiceError).code, status.RESOURCE_EXHAUSTED);
    });

    it("trusts our certificate, and shows its own to those who ask", async () => {
      using certificate = await createOwnedCertificate();
      const name = { "grpc.ssl_target_name_override": "localhost" };
      await using secure = await start(createEcho(), certificate.env);
      using stranger = connect(secure, name, credentials.createSsl(certificate.ca));
      assert.equal((await callUnary(stranger, note("secret"))).text, "secret");
      await using strict = await start(createEcho(), { ...certificate.env, TLS_CLIENT_CA_FILE: certificate.cert });
      using nameless = connect(strict, name, credentials.createSsl(certificate.ca));
      await assert.rejects(callUnary(nameless, note("x")), { code: status.UNAVAILABLE });
      const own = credentials.createSsl(certificate.ca, readFileSync(certificate.key), certificate.ca);
      using known = connect(strict, name, own);
      assert.equal((await callUnary(known, note("known"))).text, "known");
    });

    it("is answered its keep-alive pings while an answer is slow", async () => {
      const slow = implementSay(async (request, call) => {
        await delay(1200, undefined, { signal: call.signal });
        return request;
      });
      await using started = await start(slow);
      const keepAlive = { "grpc.keepalive_time_ms": 100, "grpc.keepalive_timeout_ms": 800 };
      using client = connect(started, keepAlive);
      assert.equal((await callUnary(client, note("slow"))).text, "slow");
    });

    it("finishes what is open when the App stops, and finds the App again", async () => {
      const called = Promise.withResolvers<void>();
      const release = Promise.withResolvers<void>();
      const say = implementSay(async (request) => {
        called.resolve();
        await release.promise;
        return request;
      });
      const first = await start(say);
      using client = connect(first, { "grpc.initial_reconnect_backoff_ms": 100 });
      const open = callUnary(client, note("open"));
      await called.promise;
      const stopped = first[Symbol.asyncDispose]();
      release.resolve();
      assert.equal((await open).text, "open");
      await stopped;
      await using _second = await start(createEcho(), { PORT: new URL(first.url).port });
      const answer = await callUnary(client, note("again"), new Metadata({ waitForReady: true }));
      assert.equal(answer.text, "again");
    });
  });
}

type Say = Parameters<typeof implement<typeof EchoService>>[1]["say"];

function implementSay(say: Say): Module {
  return echoWith({ say });
}
