import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { create, toBinary } from "@bufbuild/protobuf";
import { EchoService, NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { createEcho, type StartedApp, startApp } from "@flotilla/testkit";
import { toEnvelope } from "../src/protocol/envelope.ts";

const json = { "content-type": "application/json" };
const stream = { "content-type": "application/connect+json" };
const line = (value: unknown) => toEnvelope(0, Buffer.from(JSON.stringify(value)));

const ask = (started: StartedApp, rpc: string, init: RequestInit = {}) =>
  fetch(`${started.url}/${EchoService.typeName}/${rpc}`, init);

const post = (started: StartedApp, rpc: string, body: string | Uint8Array, headers: Record<string, string> = json) =>
  ask(started, rpc, { method: "POST", headers, body: body as string });

/** The envelopes of a streamed answer: `flags:json`. */
async function readEnvelopes(response: Response): Promise<readonly string[]> {
  const read: string[] = [];
  for (let rest = Buffer.from(await response.arrayBuffer()); rest.length > 0; ) {
    const end = 5 + rest.readUInt32BE(1);
    read.push(`${rest[0]}:${rest.subarray(5, end)}`);
    rest = rest.subarray(end);
  }
  return read;
}

interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly details: readonly { readonly type: string; readonly value: string }[];
}

async function assertError(response: Response, status: number, code: string, message: RegExp): Promise<void> {
  const error = (await response.json()) as ErrorJson;
  assert.deepEqual(
    [response.status, error.code, response.headers.get("content-type")],
    [status, code, "application/json"],
  );
  assert.match(error.message, message);
}

describe("Connect on the wire", () => {
  it("needs no more than curl for a unary call", async () => {
    await using started = await startApp(createEcho());
    const response = await post(started, "Say", '{"text":"Grüße"}');
    assert.deepEqual([response.status, response.headers.get("content-type")], [200, "application/json"]);
    assert.deepEqual(await response.json(), { text: "Grüße" });
  });

  it("answers an rpc without side effects by GET, in every form of the message", async () => {
    await using started = await startApp(createEcho());
    const text = encodeURIComponent('{"text":"hi"}');
    const plain = await ask(started, `Say?connect=v1&encoding=json&message=${text}`);
    assert.deepEqual(await plain.json(), { text: "hi" });
    const binary = Buffer.from(toBinary(NoteSchema, create(NoteSchema, { text: "hi" })));
    const base64 = await ask(started, `Say?encoding=proto&base64=1&message=${binary.toString("base64url")}`);
    assert.deepEqual(Buffer.from(await base64.arrayBuffer()), binary);
    const zipped = gzipSync('{"text":"hi"}').toString("base64url");
    const gzip = await ask(started, `Say?encoding=json&base64=1&compression=gzip&message=${zipped}`);
    assert.deepEqual(await gzip.json(), { text: "hi" });
  });

  it("says what is wrong with a GET", async () => {
    await using started = await startApp(createEcho());
    await assertError(await ask(started, "Say?encoding=json"), 400, "invalid_argument", /message is missing/);
    await assertError(await ask(started, "Say?encoding=json&message=%7B"), 400, "invalid_argument", /line 1/);
    const xml = await ask(started, "Say?encoding=xml&message=");
    assert.deepEqual([xml.status, xml.headers.get("content-type")], [415, "application/problem+json"]);
    await xml.arrayBuffer();
    const effects = await ask(started, "SayLittle?encoding=json&message=%7B%7D");
    assert.deepEqual([effects.status, effects.headers.get("allow")], [405, "OPTIONS, POST"]);
    await effects.arrayBuffer();
  });

  it("renders a Fault in Connect's JSON, with details in unpadded base64", async () => {
    await using started = await startApp(createEcho());
    const response = await post(started, "Say", '{"number":-1}');
    const { code, details } = (await response.json()) as ErrorJson;
    assert.deepEqual([response.status, code], [400, "invalid_argument"]);
    assert.deepEqual(
      details.map(({ type }) => type),
      ["google.rpc.ErrorInfo", "google.rpc.BadRequest"],
    );
    for (const { value } of details) assert.doesNotMatch(value, /=/);
  });

  it("refuses broken bodies, timeouts, versions and compressions", async () => {
    await using started = await startApp(createEcho());
    await assertError(await post(started, "Say", ""), 400, "invalid_argument", /JSON|line 1/);
    await assertError(
      await post(started, "Say", '{"text":1}'),
      400,
      "invalid_argument",
      /not a flotilla\.test\.v1\.Note/,
    );
    await assertError(
      await post(started, "Say", "\xff\xfe", { "content-type": "application/proto" }),
      400,
      "invalid_argument",
      /protobuf/,
    );
    const late = { ...json, "connect-timeout-ms": "soon" };
    await assertError(await post(started, "Say", "{}", late), 400, "invalid_argument", /connect-timeout-ms/);
    const version = { ...json, "connect-protocol-version": "2" };
    await assertError(await post(started, "Say", "{}", version), 400, "invalid_argument", /connect-protocol-version/);
    const brotli = { ...json, "content-encoding": "br" };
    await assertError(await post(started, "Say", "{}", brotli), 501, "unimplemented", /"br" is not read/);
    const over = { ...json, "connect-timeout-ms": "0" };
    await assertError(await post(started, "Say", "{}", over), 504, "deadline_exceeded", /did not end/);
  });

  it("keeps its limits before and after decompression", async () => {
    await using started = await startApp(createEcho());
    const large = JSON.stringify({ text: "x".repeat(1000) });
    await assertError(await post(started, "SayLittle", large), 429, "resource_exhausted", /larger than 64/);
    const zipped = await post(started, "SayLittle", gzipSync(large), { ...json, "content-encoding": "gzip" });
    await assertError(zipped, 429, "resource_exhausted", /decompressed/);
  });

  it("compresses large answers for whom reads them", async () => {
    await using started = await startApp(createEcho());
    const body = JSON.stringify({ text: "x".repeat(5000) });
    const zipped = await post(started, "Say", body, { ...json, "accept-encoding": "gzip" });
    assert.equal(zipped.headers.get("content-encoding"), "gzip");
    assert.equal(await zipped.text(), body);
    const plain = await post(started, "Say", body, { ...json, "accept-encoding": "identity" });
    assert.equal(plain.headers.get("content-encoding"), null);
    assert.equal(await plain.text(), body);
  });

  it("ends a stream with its outcome in JSON", async () => {
    await using started = await startApp(createEcho());
    const repeated = await post(started, "Repeat", line({ text: "x", number: 2 }), stream);
    assert.deepEqual([repeated.status, repeated.headers.get("content-type")], [200, "application/connect+json"]);
    assert.deepEqual(await readEnvelopes(repeated), ['0:{"text":"x","number":1}', '0:{"text":"x","number":2}', "2:{}"]);
    const failed = await readEnvelopes(
      await post(started, "CollectFew", Buffer.concat([1, 2, 3, 4].map(line)), stream),
    );
    assert.equal(failed.length, 1);
    assert.match(failed[0]!, /^2:\{"error":\{"code":"invalid_argument"/);
    const many = Buffer.concat([1, 2, 3, 4].map((number) => line({ number })));
    const [end] = await readEnvelopes(await post(started, "CollectFew", many, stream));
    assert.match(end!, /^2:\{"error":\{"code":"resource_exhausted","message":"[^"]*more than 3/);
  });

  it("reads compressed messages of a stream and answers so when asked", async () => {
    await using started = await startApp(createEcho());
    const text = "x".repeat(5000);
    const body = toEnvelope(1, gzipSync(JSON.stringify({ text })));
    const headers = { ...stream, "connect-content-encoding": "gzip", "connect-accept-encoding": "gzip" };
    const response = await post(started, "Collect", body, headers);
    const raw = Buffer.from(await response.arrayBuffer());
    assert.equal(response.headers.get("connect-content-encoding"), "gzip");
    assert.equal(raw[0], 1);
    const message = gunzipSync(raw.subarray(5, 5 + raw.readUInt32BE(1))).toString();
    assert.deepEqual(JSON.parse(message), { text, number: 1 });
  });

  it("refuses content types that are not the rpc's, and names those that are", async () => {
    await using started = await startApp(createEcho());
    for (const [rpc, type] of [
      ["Say", "text/plain"],
      ["Say", "application/connect+json"],
      ["Repeat", "application/json"],
    ] as const) {
      const response = await post(started, rpc, "{}", { "content-type": type });
      assert.equal(response.status, 415);
      const family = rpc === "Say" ? "application/" : "application/connect+";
      assert.equal(response.headers.get("accept-post"), `${family}proto, ${family}json`);
      await response.arrayBuffer();
    }
  });

  it("counts a call once, by HTTP and by rpc", async () => {
    await using started = await startApp(createEcho());
    await (await post(started, "Say", "{}")).arrayBuffer();
    await readEnvelopes(await post(started, "Repeat", line({ number: 1 }), stream));
    const metrics = await (await ask(started, "../metrics")).text();
    assert.match(
      metrics,
      /http_requests_total\{method="POST",path="\/flotilla\.test\.v1\.EchoService\/Say",status="200"\} 1/,
    );
    assert.match(
      metrics,
      /http_requests_total\{method="POST",path="\/flotilla\.test\.v1\.EchoService\/Repeat",status="200"\} 1/,
    );
    assert.match(metrics, /method="Repeat",transport="connect",code="ok"[^}]*\} 1/);
  });
});
