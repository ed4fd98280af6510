import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempDisposableSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type StartedApp, startApp } from "@flotilla/testkit";
import { readPng } from "../src/adapters/png/read-png.ts";
import { askHttp1, askHttp2, type HttpRequest } from "./ask-http.ts";
import { createTestPictures } from "./create-test-pictures.ts";

const ottoline = readFileSync(new URL("../data/ottoline.png", import.meta.url));
const engines = [
  ["HTTP/1.1", askHttp1, {}],
  ["HTTP/2", askHttp2, {}],
  ["HTTP/2 on node:http2", askHttp2, { HTTP2_ENGINE: "node" }],
] as const;

for (const [name, askOver, env] of engines) {
  describe(`pictures over ${name} (H-13)`, () => {
    let started: StartedApp;
    before(async () => {
      started = await startApp(createTestPictures(), { env });
    });
    after(() => started[Symbol.asyncDispose]());
    const ask = (request: HttpRequest) => askOver(started.url, request);
    const path = "/homersimpson";

    it("have their length, a strong tag and a day to be kept", async () => {
      const { status, headers, body } = await ask({ path });
      assert.deepEqual([status, headers["content-type"]], [200, "image/png"]);
      assert.equal(headers["content-length"], String(ottoline.length));
      assert.match(String(headers.etag), /^"[\w-]{22}"$/);
      assert.equal(headers["cache-control"], "public, max-age=86400, stale-while-revalidate=604800");
      assert.deepEqual(
        [headers.vary, headers["content-encoding"], headers["transfer-encoding"]],
        Array(3).fill(undefined),
      );
      assert.deepEqual(body, ottoline);
    });

    it("have the same head without a body for HEAD", async () => {
      const [get, head] = [await ask({ path }), await ask({ verb: "HEAD", path })];
      assert.deepEqual([head.status, head.body.length], [200, 0]);
      for (const field of ["content-length", "content-type", "etag", "cache-control", "accept-ranges"]) {
        assert.equal(head.headers[field], get.headers[field], field);
      }
    });

    it("are not sent again to who has them", async () => {
      const { etag = "" } = (await ask({ path })).headers;
      for (const tag of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
        for (const verb of ["GET", "HEAD"]) {
          const { status, headers, body } = await ask({ verb, path, headers: { "if-none-match": tag } });
          assert.deepEqual([status, body.length, headers.etag], [304, 0, etag], tag);
          assert.match(String(headers["cache-control"]), /max-age/);
          assert.deepEqual([headers["content-length"], headers["content-type"]], [undefined, undefined]);
        }
      }
      const other = await ask({ path, headers: { "if-none-match": '"other"' } });
      assert.deepEqual([other.status, other.body.length], [200, ottoline.length]);
    });

    it("have the same tag by every path and in every process, and another in every width", async () => {
      await using restarted = await startApp(createTestPictures());
      const again = await askHttp1(restarted.url, { path: "/v1/pictures/ottoline" });
      const tags = await Promise.all(
        [path, "/v1/pictures/ottoline", `${path}?width=784`, `${path}?width=100`, `${path}?width=101`].map(
          async (each) => (await ask({ path: each })).headers.etag,
        ),
      );
      assert.deepEqual([tags[1], tags[2], again.headers.etag], [tags[0], tags[0], tags[0]]);
      assert.equal(new Set(tags).size, 3);
      const small = await askHttp1(restarted.url, { path: `${path}?width=100` });
      assert.equal(small.headers.etag, tags[3]);
      assert.equal(readPng(small.body).width, 100);
    });

    it("come in parts", async () => {
      const { status, headers, body } = await ask({ path, headers: { range: "bytes=-12" } });
      const at = ottoline.length - 12;
      assert.deepEqual([status, headers["content-length"]], [206, "12"]);
      assert.equal(headers["content-range"], `bytes ${at}-${ottoline.length - 1}/${ottoline.length}`);
      assert.equal(body.toString("latin1", 4, 8), "IEND");
      const beyond = await ask({ path, headers: { range: `bytes=${ottoline.length}-` } });
      assert.deepEqual([beyond.status, beyond.headers["content-range"]], [416, `bytes */${ottoline.length}`]);
      assert.deepEqual([beyond.headers["cache-control"], beyond.headers.etag], [undefined, undefined]);
    });

    it("are kept by no cache when they are drawn by lot, or are not there", async () => {
      const random = await ask({ path: "/v1/pictures/random" });
      assert.deepEqual([random.headers["cache-control"], random.headers.etag], ["no-store", undefined]);
      const named = await ask({ path: String(random.headers["content-location"]) });
      assert.deepEqual(named.body, random.body);
      const small = await ask({ path: "/v1/pictures/random?width=40" });
      const { body } = await ask({ path: String(small.headers["content-location"]) });
      assert.deepEqual(body, small.body);
      const absent = await ask({ path: "/v1/pictures/nobody" });
      assert.deepEqual([absent.status, absent.headers["cache-control"]], [404, undefined]);
    });

    it("are for GET and HEAD, and others are told so (H-12)", async () => {
      const options = await ask({ verb: "OPTIONS", path });
      assert.deepEqual([options.status, options.headers.allow], [204, "GET, HEAD, OPTIONS"]);
      for (const verb of ["POST", "PUT", "DELETE"]) {
        const { status, headers } = await ask({ verb, path });
        assert.deepEqual([status, headers.allow], [405, "GET, HEAD, OPTIONS"], verb);
      }
      const slash = await ask({ path: `${path}/?width=20` });
      assert.deepEqual([slash.status, slash.headers.location], [308, `${path}?width=20`]);
    });
  });
}

describe("pictures behind keys", () => {
  it("are for no cache that others share", async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "flotilla-pictures-"));
    const file = join(folder.path, "keys");
    writeFileSync(file, `anna ${createHash("sha256").update("secret").digest("hex")}\n`);
    await using started = await startApp(createTestPictures(), { env: { API_KEYS_FILE: file } });
    const refused = await askHttp1(started.url, { path: "/homersimpson" });
    assert.equal(refused.status, 401);
    const { headers } = await askHttp1(started.url, { path: "/homersimpson", headers: { "x-api-key": "secret" } });
    assert.match(String(headers["cache-control"]), /^private, max-age=86400/);
  });
});
