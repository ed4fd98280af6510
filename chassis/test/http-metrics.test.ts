import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { implement, type Service } from "@flotilla/chassis";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { RawClient } from "./raw-client.ts";

const hello: Service = implement(HelloService, {
  getHello(_request, call) {
    if (call.header("x-panic")) throw new Error("broken on purpose");
    call.setHeader("etag", '"1"');
    return { message: "Hello" };
  },
});
const modules = { name: "hello", services: [hello], parts: [] };

const head = (line: string, ...headers: string[]) =>
  [line, "host: a", "connection: close", ...headers, "", ""].join("\r\n");

/** Sends bytes on a connection of their own, and reads until the server closes it. */
async function send({ app }: StartedApp, bytes: string): Promise<string> {
  await using client = await RawClient.connect(app.port);
  await client.write(bytes);
  return await client.closed();
}

/** The series of `http_requests_total`, without the operations endpoints. */
async function readCounts({ telemetry }: StartedApp): Promise<readonly string[]> {
  const lines = (await telemetry.metrics.metrics()).split("\n");
  return lines.flatMap((line) => /^http_requests_total\{(.*)$/.exec(line)?.[1] ?? []).sort();
}

// What is sent → how it is counted (H-04, H-10).
const cases: readonly (readonly [string, string, string])[] = [
  ["a GET", head("GET / HTTP/1.1"), 'method="GET",path="/",status="200"'],
  ["a HEAD", head("HEAD / HTTP/1.1"), 'method="HEAD",path="/",status="200"'],
  ["a GET of what the caller has", head("GET / HTTP/1.1", "if-none-match: *"), 'method="GET",path="/",status="304"'],
  ["a query", head("GET /?a=1 HTTP/1.1"), 'method="GET",path="/",status="400"'],
  ["a panic", head("GET / HTTP/1.1", "x-panic: 1"), 'method="GET",path="/",status="500"'],
  ["OPTIONS", head("OPTIONS / HTTP/1.1"), 'method="OPTIONS",path="unmatched",status="204"'],
  ["a wrong method", head("DELETE / HTTP/1.1"), 'method="DELETE",path="unmatched",status="405"'],
  ["an unknown path", head("GET /nope/4711 HTTP/1.1"), 'method="GET",path="unmatched",status="404"'],
  ["a path to clean", head("GET // HTTP/1.1"), 'method="GET",path="unmatched",status="308"'],
  ["a made-up method", head("PURGE / HTTP/1.1"), 'method="_OTHER",path="unmatched",status="405"'],
  ["bytes of something else", "\u0001\u0002\r\n\r\n", 'method="_OTHER",path="unmatched",status="400"'],
  ["no host", "GET / HTTP/1.1\r\n\r\n", 'method="_OTHER",path="unmatched",status="400"'],
  ["a raw URL", head("GET /ë HTTP/1.1"), 'method="_OTHER",path="unmatched",status="400"'],
  ["large headers", head("GET / HTTP/1.1", `x: ${"y".repeat(4096)}`), 'method="_OTHER",path="unmatched",status="431"'],
  ["a tunnel", head("CONNECT a:443 HTTP/1.1"), 'method="_OTHER",path="unmatched",status="501"'],
];

describe("every HTTP request is counted, with bounded labels", () => {
  for (const [what, bytes, labels] of cases) {
    it(`${what}: {${labels}}`, async () => {
      await using started = await startApp(modules, { env: { MAX_HEADER_BYTES: "2048" } });
      const answer = await send(started, bytes);
      assert.match(answer, new RegExp(`^HTTP/1.1 ${labels.slice(-4, -1)} `));
      assert.deepEqual(await readCounts(started), [`${labels}} 1`]);
    });
  }

  it("adds no series for another path, query, name of a method or kind of rubbish", async () => {
    await using started = await startApp(modules);
    for (const suffix of ["a", "b", "c"]) {
      for (const bytes of [
        head(`GET /nope/${suffix} HTTP/1.1`),
        head(`GET /?${suffix}=1 HTTP/1.1`),
        `${suffix}\r\n\r\n`,
      ]) {
        await send(started, bytes);
      }
    }
    assert.deepEqual(await readCounts(started), [
      'method="GET",path="/",status="400"} 3',
      'method="GET",path="unmatched",status="404"} 3',
      'method="_OTHER",path="unmatched",status="400"} 3',
    ]);
  });

  it("tells what could not be read by the ids of its trace and its line in the log", async () => {
    await using started = await startApp(modules);
    const answer = await send(started, "rubbish\r\n\r\n");
    const [, requestId] = /^x-request-id: (\w+)\r$/m.exec(answer) ?? [];
    const problem = JSON.parse(answer.slice(answer.indexOf("{")));
    assert.deepEqual([problem.reason, problem.requestId], ["MALFORMED_REQUEST", requestId]);
    assert.match(problem.traceId, /^[0-9a-f]{32}$/);
    assert.match(answer, /^connection: close\r$/im);
  });
});
