import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { implement } from "@flotilla/chassis";
import { EchoService, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { StatusSchema } from "@flotilla/contract/google/rpc/status";
import { createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { toEnvelope } from "../src/protocol/envelope.ts";
import { type Http2Answer, postHttp2 } from "./http2-post.ts";

const grpc = { "content-type": "application/grpc" };
const encode = (text: string) => toBinary(NoteSchema, create(NoteSchema, { text }));
const one = (text: string) => toEnvelope(0, encode(text));

const post = (started: StartedApp, rpc: string, body?: Uint8Array, headers: Record<string, string> = {}) =>
  postHttp2(started.url, `/${EchoService.typeName}/${rpc}`, { ...grpc, ...headers }, body);

/** The ending of a call, in trailers or, when there was no message, in the headers. */
function readEnding({ headers, trailers }: Http2Answer) {
  const ending = "grpc-status" in trailers ? trailers : headers;
  return { status: Number(ending["grpc-status"]), message: decodeURIComponent(String(ending["grpc-message"] ?? "")) };
}

async function assertEnding(answer: Promise<Http2Answer>, status: number, message: RegExp): Promise<void> {
  const ending = readEnding(await answer);
  assert.equal(ending.status, status, ending.message);
  assert.match(ending.message, message);
}

describe("gRPC on the wire", () => {
  it("answers a message, with its status in the trailers", async () => {
    await using started = await startApp(createEcho());
    const { status, headers, trailers, body } = await post(started, "Say", one("hi"));
    assert.equal(status, 200);
    assert.equal(headers["content-type"], "application/grpc+proto");
    assert.deepEqual(body, one("hi"));
    assert.equal(trailers["grpc-status"], "0");
    assert.equal(headers["grpc-status"], undefined);
  });

  it("answers a failure in one block of headers, with its details", async () => {
    await using started = await startApp(createEcho());
    const body = toEnvelope(0, toBinary(NoteSchema, create(NoteSchema, { number: -1 })));
    const answer = await post(started, "Say", body);
    assert.deepEqual([answer.status, answer.headers["grpc-status"], answer.body.length], [200, "3", 0]);
    assert.equal(answer.trailers["grpc-status"], undefined);
    const details = Buffer.from(String(answer.headers["grpc-status-details-bin"]), "base64");
    const { code, message } = fromBinary(StatusSchema, details);
    assert.deepEqual([code, message], [3, readEnding(answer).message]);
  });

  it("refuses bodies that are not one whole message", async () => {
    await using started = await startApp(createEcho());
    await assertEnding(post(started, "Say"), 12, /holds no message/);
    await assertEnding(post(started, "Say", Buffer.concat([one("a"), one("b")])), 12, /more than one message/);
    await assertEnding(post(started, "Repeat", Buffer.concat([one("a"), one("b")])), 12, /more than one message/);
    await assertEnding(post(started, "Say", one("hello").subarray(0, 3)), 3, /breaks off/);
    await assertEnding(post(started, "Say", one("hello").subarray(0, 8)), 3, /breaks off/);
    await assertEnding(post(started, "Collect", one("hello").subarray(0, 8)), 3, /breaks off/);
    await assertEnding(
      post(started, "Say", toEnvelope(0, Buffer.from("garbage"))),
      3,
      /not a flotilla\.test\.v1\.Note/,
    );
    await assertEnding(post(started, "Say", toEnvelope(0x42, encode("x"))), 3, /flags 66/);
  });

  it("keeps its limits before and after decompression", async () => {
    await using started = await startApp(createEcho());
    const zipped = (size: number) => toEnvelope(1, gzipSync(encode("x".repeat(size))));
    const gzip = { "grpc-encoding": "gzip" };
    await assertEnding(post(started, "SayLittle", one("x".repeat(100))), 8, /larger than|most is 64/);
    await assertEnding(post(started, "SayLittle", Buffer.from([0, 255, 255, 255, 255])), 8, /4294967295 bytes/);
    await assertEnding(post(started, "SayLittle", zipped(10_000), gzip), 8, /when it is decompressed/);
    await assertEnding(post(started, "SayLittle", zipped(30), gzip), 0, /^$/);
    await assertEnding(post(started, "CollectFew", Buffer.concat([1, 2, 3].map(() => one("x")))), 0, /^$/);
    await assertEnding(post(started, "CollectFew", Buffer.concat([1, 2, 3, 4].map(() => one("x")))), 8, /more than 3/);
  });

  it("refuses compressions that it does not read, and says which it does", async () => {
    await using started = await startApp(createEcho());
    const answer = await post(started, "Say", one("x"), { "grpc-encoding": "snappy" });
    assert.equal(readEnding(answer).status, 12);
    assert.equal(answer.headers["grpc-accept-encoding"], "gzip");
    await assertEnding(post(started, "Say", toEnvelope(1, encode("x"))), 13, /name no compression/);
    const broken = post(started, "Say", toEnvelope(1, Buffer.from("no gzip")), { "grpc-encoding": "gzip" });
    await assertEnding(broken, 3, /not well-formed gzip/);
  });

  it("answers compressed only whom it helps", async () => {
    await using started = await startApp(createEcho());
    const large = "x".repeat(5000);
    const asked = { "grpc-encoding": "gzip", "grpc-accept-encoding": "identity,gzip" };
    const zipped = await post(started, "Say", toEnvelope(1, gzipSync(encode(large))), asked);
    assert.equal(zipped.headers["grpc-encoding"], "gzip");
    assert.ok(zipped.body[0] === 1 && zipped.body.length < 1000);
    const small = await post(started, "Say", one("small"), asked);
    assert.equal(small.body[0], 0);
    const plain = await post(started, "Say", one(large), { "grpc-accept-encoding": "gzip" });
    assert.deepEqual([plain.headers["grpc-encoding"], plain.body[0]], [undefined, 0]);
  });

  it("refuses other verbs, other content types and HTTP/1.1 in HTTP's own statuses", async () => {
    await using started = await startApp(createEcho());
    const path = `/${EchoService.typeName}/Say`;
    const put = await postHttp2(started.url, path, { ...grpc, ":method": "PUT" }, one("x"));
    assert.deepEqual([put.status, put.headers["allow"]], [405, "POST"]);
    const thrift = await post(started, "Say", one("x"), { "content-type": "application/grpc+thrift" });
    assert.equal(thrift.status, 415);
    const http1 = await fetch(started.url + path, { method: "POST", headers: grpc, body: one("x") });
    assert.equal(http1.status, 505);
    await http1.arrayBuffer();
  });

  it("reads content types with parameters and in capitals, and speaks JSON", async () => {
    await using started = await startApp(createEcho());
    const type = { "content-type": "Application/gRPC+JSON; charset=utf-8" };
    const lower = { "content-type": "application/grpc+json; charset=utf-8" };
    const body = toEnvelope(0, Buffer.from('{"text":"hi"}'));
    const answer = await post(started, "Say", body, lower);
    assert.deepEqual(
      [answer.headers["content-type"], answer.body.subarray(5).toString()],
      ["application/grpc+json", '{"text":"hi"}'],
    );
    assert.equal((await post(started, "Say", body, type)).status, 200);
    await assertEnding(post(started, "Say", toEnvelope(0, Buffer.from('{"text"')), lower), 3, /line 1, column/);
  });

  it("refuses unknown rpcs and malformed timeouts, and counts them", async () => {
    await using started = await startApp(createEcho());
    await assertEnding(post(started, "Nothing", one("x")), 12, /serves no rpc/);
    await assertEnding(post(started, "Say", one("x"), { "grpc-timeout": "soon" }), 3, /grpc-timeout/);
    for (const timeout of ["0n", "1n"]) {
      await assertEnding(post(started, "Say", one("x"), { "grpc-timeout": timeout }), 4, /did not end within/);
    }
    const metrics = await (await fetch(`${started.url}/metrics`)).text();
    assert.match(
      metrics,
      /rpc_server_duration_seconds_count\{service="unmatched",[^}]*transport="grpc",code="unimplemented"[^}]*\} 1/,
    );
    assert.match(metrics, /method="Say",transport="grpc",code="invalid_argument"[^}]*\} 1/);
    assert.match(metrics, /_count\{[^}]*method="Say",transport="grpc",code="deadline_exceeded"[^}]*\} 2/);
  });

  it("ends a stream that fails in the middle with its messages and the Fault in the trailers", async () => {
    const echo = createEcho();
    const failing = implement(EchoService, {
      ...Object.fromEntries(EchoService.methods.map(({ localName }) => [localName, () => assert.fail("unused")])),
      async *repeat() {
        yield { text: "first" };
        throw new Error("secret of the disk");
      },
    } as never);
    await using started = await startApp({ ...echo, services: [failing] });
    const { body, headers, trailers } = await post(started, "Repeat", one("x"));
    assert.deepEqual(body, one("first"));
    assert.deepEqual([headers["grpc-status"], trailers["grpc-status"]], [undefined, "13"]);
    assert.doesNotMatch(JSON.stringify(trailers), /secret/);
  });

  it("answers a handler that sets an impossible header with internal, and lives on", async () => {
    const rpcs = Object.fromEntries(
      EchoService.methods.map(({ localName }) => [localName, () => assert.fail("unused")]),
    );
    const say: Parameters<typeof implement<typeof EchoService>>[1]["say"] = (note, call) => {
      call.setHeader(note.text, "line\nbreak");
      return note;
    };
    const service = implement(EchoService, { ...rpcs, say } as never);
    await using started = await startApp({ name: "echo", services: [service], parts: [] });
    await assertEnding(post(started, "Say", one("x-ok")), 13, /on our side/);
    await assertEnding(post(started, "Say", one("Not Ok")), 13, /on our side/);
  });
});
