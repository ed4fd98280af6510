import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { Registry } from "@prometheus-io/client";
import { type MemoryAnswer, MemoryExchange, type MemoryRequest } from "../../test/memory-exchange.ts";
import { Health } from "../health.ts";
import { decode } from "../middleware/decode.ts";
import type { Part } from "../part.ts";
import { createEndpoints } from "../protocol/endpoint.ts";
import { createRest } from "../protocol/rest/protocol.ts";
import { createOps } from "./create-ops.ts";

const build = { version: "1.2.3", commit: "abcdef", date: "2026-01-31T00:00:00Z" };
const broken: Part = {
  name: "broken",
  check: () => Promise.reject(new Error("the disk is full")),
};

/** Asks the operations endpoints of a process that consists of `parts`. */
async function ask(request: MemoryRequest, parts: readonly Part[] = [], phase: Health["phase"] = "serving") {
  const health = new Health(parts);
  health.phase = phase;
  const ops = createOps({ name: "test", health, metrics: new Registry(), build, services: [HelloService] });
  const exchange = new MemoryExchange(request);
  createRest(createEndpoints([ops], [decode()]), { maxBodyBytes: 4096, bodyTimeoutMs: 1000 }).handle(exchange);
  return exchange.ended;
}

const readJson = ({ text }: MemoryAnswer) => JSON.parse(text);

describe("the operations endpoints", () => {
  it("tell that the process lives, whatever its parts do", async () => {
    const answer = await ask({ target: "/healthz" }, [broken], "draining");
    assert.deepEqual([answer.status, answer.text], [200, "ok\n"]);
  });

  for (const target of ["/readyz", "/ready"]) {
    it(`tell part by part at ${target} that the process is ready`, async () => {
      const answer = await ask({ target }, [{ name: "store", check: () => undefined }]);
      const parts = [{ name: "store", isRequired: true, isHealthy: true }];
      assert.deepEqual([answer.status, readJson(answer)], [200, { status: "ready", phase: "serving", parts }]);
    });
  }

  it("answer 503 while a required part is broken, and say why", async () => {
    const answer = await ask({ target: "/readyz" }, [broken]);
    const { status, parts } = readJson(answer);
    assert.deepEqual([answer.status, status, parts[0].message], [503, "not_ready", "the disk is full"]);
  });

  it("answer 200 while a part is broken that is not required", async () => {
    const answer = await ask({ target: "/readyz" }, [{ ...broken, isRequired: false }]);
    assert.deepEqual([answer.status, readJson(answer).status], [200, "degraded"]);
  });

  for (const phase of ["starting", "draining"] as const) {
    it(`answer 503 while ${phase}, to HEAD as well`, async () => {
      assert.equal((await ask({ target: "/readyz" }, [], phase)).status, 503);
      assert.equal((await ask({ verb: "HEAD", target: "/readyz" }, [], phase)).status, 503);
    });
  }

  it("tell which build runs", async () => {
    assert.deepEqual(readJson(await ask({ target: "/version" })), build);
  });

  it("describe the services of the process and themselves", async () => {
    const answer = await ask({ target: "/openapi.json" });
    const document = readJson(answer);
    assert.deepEqual(document.info, { title: "test", version: "1.2.3" });
    assert.ok(document.paths["/"].get && document.paths["/readyz"].get && document.paths["/ready"].get);
  });

  it("show a page that may load nothing from elsewhere", async () => {
    const answer = await ask({ target: "/docs" });
    assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
    assert.match(String(answer.headers["content-security-policy"]), /^default-src 'none'; script-src 'sha256-/);
    assert.match(answer.text, /flotilla\.hello\.v1\.HelloService/);
    assert.doesNotMatch(answer.text, /(src|href)="(https?:)?\/\//);
  });
});
