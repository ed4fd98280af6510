import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { EchoService, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { toEnvelope } from "../src/protocol/envelope.ts";

const one = (text: string, number = 0) => toEnvelope(0, toBinary(NoteSchema, create(NoteSchema, { text, number })));

interface WebAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** The data frames, then the trailers as text. */
  readonly frames: readonly Buffer[];
  readonly trailers: string;
}

async function post(started: StartedApp, rpc: string, type: string, body: Uint8Array | string): Promise<WebAnswer> {
  const url = `${started.url}/${EchoService.typeName}/${rpc}`;
  const response = await fetch(url, { method: "POST", headers: { "content-type": type }, body: body as string });
  const raw = Buffer.from(await response.arrayBuffer());
  const isText = response.headers.get("content-type")?.startsWith("application/grpc-web-text") ?? false;
  return { status: response.status, headers: response.headers, ...split(isText ? decode(raw.toString()) : raw) };
}

/** Base64 in padded pieces. */
function decode(text: string): Buffer {
  return Buffer.concat(text.split(/(?<==)(?!=)/).map((piece) => Buffer.from(piece, "base64")));
}

function split(body: Buffer): Pick<WebAnswer, "frames" | "trailers"> {
  const frames: Buffer[] = [];
  for (let rest = body; rest.length > 0; ) {
    const end = 5 + rest.readUInt32BE(1);
    if (rest[0] === 0x80) return { frames, trailers: rest.subarray(5, end).toString() };
    frames.push(rest.subarray(0, end));
    rest = rest.subarray(end);
  }
  return { frames, trailers: "" };
}

describe("gRPC-Web on the wire", () => {
  it("puts the trailers into the last frame", async () => {
    await using started = await startApp(createEcho());
    const { status, headers, frames, trailers } = await post(started, "Say", "application/grpc-web+proto", one("hi"));
    assert.deepEqual([status, headers.get("content-type")], [200, "application/grpc-web+proto"]);
    assert.deepEqual([frames, trailers], [[one("hi")], "grpc-status: 0\r\n"]);
  });

  it("speaks base64 in its text form, both ways", async () => {
    await using started = await startApp(createEcho());
    const type = "application/grpc-web-text";
    const said = await post(started, "Say", type, one("hi").toString("base64"));
    assert.equal(said.headers.get("content-type"), "application/grpc-web-text+proto");
    assert.deepEqual([said.frames, said.trailers], [[one("hi")], "grpc-status: 0\r\n"]);
    const repeated = await post(started, "Repeat", type, one("x", 2).toString("base64"));
    assert.deepEqual([repeated.frames, repeated.trailers], [[one("x", 1), one("x", 2)], "grpc-status: 0\r\n"]);
    const pieces = one("a").toString("base64") + one("b").toString("base64");
    const collected = await post(started, "Collect", type, pieces);
    assert.deepEqual(collected.frames, [one("a b", 2)]);
  });

  it("refuses what is no base64, and keeps the limit of the message, not of its text", async () => {
    await using started = await startApp(createEcho());
    const type = "application/grpc-web-text";
    const wrong = await post(started, "Say", type, "!!!!");
    assert.match(wrong.trailers, /grpc-status: 3\r\ngrpc-message: [^\r]*base64/);
    const fits = await post(started, "SayLittle", type, one("x".repeat(62)).toString("base64"));
    assert.match(fits.trailers, /grpc-status: 0/);
    const tooLarge = await post(started, "SayLittle", type, one("x".repeat(70)).toString("base64"));
    assert.match(tooLarge.trailers, /grpc-status: 8/);
  });

  it("answers a failure without a message with its trailers alone", async () => {
    await using started = await startApp(createEcho());
    const { status, frames, trailers } = await post(started, "Say", "application/grpc-web", one("x", -1));
    assert.deepEqual([status, frames.length], [200, 0]);
    assert.match(trailers, /^grpc-status: 3\r\ngrpc-message: [ -~]+\r\ngrpc-status-details-bin: [\w+/]+\r\n$/);
  });

  it("refuses unknown rpcs, codecs and verbs", async () => {
    await using started = await startApp(createEcho());
    assert.match((await post(started, "Nothing", "application/grpc-web", one("x"))).trailers, /grpc-status: 12/);
    const thrift = await post(started, "Say", "application/grpc-web+thrift", one("x"));
    assert.deepEqual([thrift.status, thrift.headers.get("grpc-status")], [415, "3"]);
    const url = `${started.url}/${EchoService.typeName}/Say`;
    const put = await fetch(url, { method: "PUT", headers: { "content-type": "application/grpc-web" }, body: "x" });
    assert.deepEqual([put.status, put.headers.get("allow")], [405, "POST"]);
    await put.arrayBuffer();
  });
});
