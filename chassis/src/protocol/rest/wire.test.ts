import assert from "node:assert/strict";
import { request } from "node:http";
import { describe, it } from "node:test";
import { newTelemetry } from "../../../test/new-telemetry.ts";
import { RawClient } from "../../../test/raw-client.ts";
import { createTranscodingApi } from "../../../test/transcoding.ts";
import { App } from "../../app.ts";
import { chassisFields } from "../../config/chassis-fields.ts";
import { readConfig } from "../../config/read-config.ts";

/** The transcoding service behind the whole chain, on a port of its own. */
async function serve(env: Record<string, string> = {}) {
  const settings = readConfig(chassisFields, { PORT: "0", DRAIN_TIMEOUT_MS: "1000", ...env });
  const modules = [{ name: "test", services: [createTranscodingApi()], parts: [] }];
  const app = new App({ settings, telemetry: newTelemetry(), modules, defaultPort: 0 });
  await app.start();
  const url = `http://127.0.0.1:${app.port}`;
  return {
    url,
    ask: (path: string, init?: RequestInit) => fetch(url + path, init),
    [Symbol.asyncDispose]: () => app.stop(),
  };
}

const json = { "content-type": "application/json" };

describe("REST on the wire", () => {
  it("answers with a request id and the trace", async () => {
    await using server = await serve();
    const answer = await server.ask("/v1/books/7", { headers: { "x-request-id": "mine" } });
    assert.equal(answer.headers.get("x-request-id"), "mine");
    assert.match(answer.headers.get("traceparent") ?? "", /^00-/);
    assert.equal(((await answer.json()) as { text: string }).text, "7");
  });

  it("tells trace and request in a problem, that of an unknown path too", async () => {
    await using server = await serve();
    const answer = await server.ask("/nowhere");
    const problem = (await answer.json()) as Record<string, string>;
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    assert.equal(problem["requestId"], answer.headers.get("x-request-id"));
    assert.match(problem["traceId"] ?? "", /^[0-9a-f]{32}$/);
  });

  it("answers a HEAD with the length of the GET, and no body", async () => {
    await using server = await serve();
    const get = await server.ask("/v1/books/7");
    const head = await server.ask("/v1/books/7", { method: "HEAD" });
    assert.equal(head.headers.get("content-length"), String((await get.arrayBuffer()).byteLength));
    assert.equal((await head.arrayBuffer()).byteLength, 0);
  });

  it("takes ten megabytes where they are allowed, and refuses them where they are not", async () => {
    await using server = await serve({ MAX_BODY_BYTES: "12000000" });
    const body = JSON.stringify({ text: "", texts: ["x".repeat(10_000_000)] });
    const taken = await server.ask("/v1/books/7", { method: "PUT", headers: json, body });
    assert.equal(((await taken.json()) as { texts: string[] }).texts[0]?.length, 10_000_000);
    await using small = await serve();
    const refused = await small.ask("/v1/books/7", { method: "PUT", headers: json, body });
    assert.deepEqual([refused.status, ((await refused.json()) as { reason: string }).reason], [413, "BODY_TOO_LARGE"]);
  });

  it("uploads more than the limit of a chunk as a stream", async () => {
    await using server = await serve();
    const answer = await server.ask("/v1/covers/q:import", {
      method: "POST",
      headers: { "content-type": "image/gif" },
      body: Buffer.alloc(9_000_000),
    });
    const { int32Value, texts } = (await answer.json()) as { int32Value: number; texts: string[] };
    assert.equal(int32Value, 9_000_000);
    assert.ok(texts.every((size) => Number(size) <= 1024));
  });

  it("validates what it has read", async () => {
    await using server = await serve();
    const answer = await server.ask("/v1/books/7", { method: "PATCH", headers: json, body: '{"pageSize":5000}' });
    const { reason, violations } = (await answer.json()) as { reason: string; violations: { field: string }[] };
    assert.deepEqual([answer.status, reason, violations[0]?.field], [400, "VALIDATION_FAILED", "sub.page_size"]);
  });

  it("answers a body that breaks off in a malformed chunk with a problem", async () => {
    await using server = await serve();
    await using client = await RawClient.connect(Number(new URL(server.url).port));
    const headers = "host: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n";
    await client.write(`PUT /v1/books/7 HTTP/1.1\r\n${headers}\r\n1\r\n{\r\nzz\r\n`);
    const [head, body] = (await client.closed()).split("\r\n\r\n");
    assert.match(head!, /^HTTP\/1\.1 400 .*connection: close/is);
    const { reason, requestId } = JSON.parse(body!);
    assert.equal(reason, "MALFORMED_REQUEST");
    assert.ok(requestId);
  });

  it("sends the path on as it came, whatever is in it", async () => {
    await using server = await serve();
    const location = await new Promise((resolve, reject) => {
      const sent = request(`${server.url}/v1//books/7/?text=%2F%2F`, (answer) => resolve(answer.headers.location));
      sent.on("error", reject).end();
    });
    assert.equal(location, "/v1/books/7?text=%2F%2F");
  });

  it("lets the browsers of an origin in that is set", async () => {
    await using server = await serve({ CORS_ORIGINS: "https://a.example" });
    const headers = { origin: "https://a.example", "access-control-request-method": "PUT" };
    const preflight = await server.ask("/v1/books/7", { method: "OPTIONS", headers });
    assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-methods")], [204, "PUT"]);
    const answer = await server.ask("/nowhere", { headers: { origin: "https://a.example" } });
    assert.deepEqual([answer.status, answer.headers.get("access-control-allow-origin")], [404, "https://a.example"]);
    assert.match(answer.headers.get("access-control-expose-headers") ?? "", /x-request-id/);
  });
});
