import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { startApp } from "@flotilla/testkit";
import { createTestPorts, waitUntilReady } from "./create-test-ports.ts";
import { createFolder } from "./folder.ts";
import { holdImport } from "./held-import.ts";
import { toUnloc } from "./ports.ts";

const yard = '{"name":"Yard","city":"Ville","country":"Land"}';
const bundled = new URL("../data/ports.json", import.meta.url);

type Json = Record<string, unknown>;

async function start(env: Readonly<Record<string, string>> = {}) {
  const started = await startApp(createTestPorts(env));
  await waitUntilReady(started.url);
  const get = async (path: string) => (await fetch(started.url + path)).json() as Promise<Json>;
  const post = (body: NonNullable<RequestInit["body"]>, type = "application/json") =>
    fetch(`${started.url}/ports:import`, {
      method: "POST",
      body,
      headers: { "content-type": type },
      duplex: "half",
    } as RequestInit);
  const tryImport = async () => (await post("{}")).status;
  const stop = () => started[Symbol.asyncDispose]();
  return { ...started, get, post, tryImport, [Symbol.asyncDispose]: stop };
}

describe("POST /ports:import", () => {
  it("takes the file itself, whatever curl calls it", async () => {
    await using ports = await start();
    for (const type of ["application/json", "application/x-www-form-urlencoded", "text/plain"]) {
      const answer = await ports.post(readFileSync(bundled), type);
      const expected = { read: 1634, created: 0, updated: 0, unchanged: 1634, rejected: 0, rejects: [] };
      assert.deepEqual([answer.status, await answer.json()], [200, expected], type);
    }
  });

  it("answers rejects with line, offset and reason", async () => {
    await using ports = await start();
    const answer = (await (
      await ports.post(`{\n"ZZAAA": ${yard},\n"zz": ${yard},\n"ZZAAB": {"name": 5}}`)
    ).json()) as Json;
    assert.deepEqual([answer["read"], answer["created"], answer["rejected"]], [3, 1, 2]);
    assert.deepEqual((answer["rejects"] as Json[])[1], {
      ...{ line: 4, offset: "115", unloc: "ZZAAB", field: "name", message: "must be a string" },
    });
  });

  it("answers 400 with line and byte when the file is broken, and keeps the old ports", async () => {
    await using ports = await start();
    for (const body of ["", "[]", `{"AEAJM": ${yard},\n"ZZAAA"`, `{"AEAJM": ${yard}} x`]) {
      const answer = await ports.post(body);
      const problem = (await answer.json()) as Json;
      assert.deepEqual([answer.status, problem["reason"]], [400, "MALFORMED_FILE"], body);
      assert.match(String(problem["detail"]), /broken at line \d+, byte \d+: /);
    }
    assert.equal((await ports.get("/ports/AEAJM"))["name"], "Ajman");
  });

  it("takes one import at a time, and answers reads meanwhile", async () => {
    await using ports = await start();
    const held = await holdImport(ports.url, `{"AEAJM": ${yard}, "ZZAAA": ${yard}`, ports.tryImport);
    const second = await ports.post("{}");
    assert.deepEqual([second.status, ((await second.json()) as Json)["reason"]], [409, "IMPORT_RUNNING"]);
    assert.equal((await ports.get("/ports/AEAJM"))["name"], "Ajman");
    const put = { method: "PUT", body: yard.replace("Yard", "Put"), headers: { "content-type": "application/json" } };
    assert.deepEqual((await fetch(`${ports.url}/ports/AEAJM`, put)).status, 200);
    assert.deepEqual((await fetch(`${ports.url}/ports/ZZNEW`, put)).status, 201);
    const answer = await held.finish(`, "ZZNEW": ${yard}}`);
    assert.deepEqual([answer["created"], answer["updated"], answer["unchanged"]], [1, 1, 1]);
    assert.deepEqual(
      [(await ports.get("/ports/AEAJM"))["name"], (await ports.get("/ports/ZZAAA"))["name"]],
      ["Put", "Yard"],
    );
  });

  for (const store of ["memory", "sqlite"]) {
    it(`forgets the import of a caller who goes away (${store})`, async () => {
      using folder = createFolder();
      await using ports = await start({ PORTS_STORE: store, DATA_DIR: folder.path });
      const held = await holdImport(ports.url, `{"AEAJM": ${yard}, "ZZAAA": ${yard},`, ports.tryImport);
      held.socket.destroy();
      while ((await ports.tryImport()) === 409) {}
      assert.equal((await ports.get("/ports/AEAJM"))["name"], "Ajman");
      assert.equal((await ports.get("/ports/ZZAAA"))["reason"], "PORT_NOT_FOUND");
    });
  }

  it("keeps reads quick while a large file comes in", async () => {
    using folder = createFolder();
    await using ports = await start({ PORTS_STORE: "sqlite", DATA_DIR: folder.path });
    const records = Array.from({ length: 40_000 }, (_, index) => `"${toUnloc(index * 700)}": ${yard}`);
    let isDone = false;
    const importing = ports.post(`{${records}}`).then(async (answer) => {
      isDone = true;
      return (await answer.json()) as Json;
    });
    const readTimes: number[] = [];
    while (!isDone) {
      const startMs = performance.now();
      assert.equal((await ports.get("/ports/AEAJM"))["unloc"], "AEAJM");
      readTimes.push(performance.now() - startMs);
    }
    assert.equal((await importing)["read"], 40_000);
    const median = readTimes.sort((a, b) => a - b)[readTimes.length >> 1]!;
    assert.ok(readTimes.length > 10, `only ${readTimes.length} reads were answered meanwhile`);
    assert.ok(median < 100, `half of the reads took more than ${median} ms`);
  });
});

describe("before the first load is done", () => {
  it("answers 503 but takes a put, which wins over the file", async () => {
    using folder = createFolder();
    const pipe = folder.createPipe("ports.json");
    await using started = await startApp(createTestPorts({ PORTS_FILE: pipe.path }));
    for (const path of ["/ports", "/ports/AEAJM", "/ports/quality"]) {
      const answer = await fetch(started.url + path);
      assert.deepEqual([answer.status, ((await answer.json()) as Json)["reason"]], [503, "NOT_LOADED"], path);
      assert.ok(answer.headers.has("retry-after"));
    }
    for (const path of ["/readyz", "/ready"]) assert.equal((await fetch(started.url + path)).status, 503);
    assert.equal((await fetch(`${started.url}/healthz`)).status, 200);
    const put = { method: "PUT", body: yard, headers: { "content-type": "application/json" } };
    assert.equal((await fetch(`${started.url}/ports/ZZAAA`, put)).status, 201);
    await pipe.write(`{"ZZAAA": ${yard.replace("Yard", "File")}, "ZZAAB": ${yard}}`);
    await waitUntilReady(started.url);
    const { ports } = (await (await fetch(`${started.url}/ports`)).json()) as { ports: Json[] };
    assert.deepEqual(
      ports.map(({ unloc, name }) => [unloc, name]),
      [
        ["ZZAAA", "Yard"],
        ["ZZAAB", "Yard"],
      ],
    );
  });
});
