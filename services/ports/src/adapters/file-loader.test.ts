import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { setImmediate as pause } from "node:timers/promises";
import { chassisFields, createTelemetry, ExitError, readConfig } from "@flotilla/chassis";
import { toPort } from "../../test/ports.ts";
import { PortImporter } from "../domain/import-ports.ts";
import type { PortLoader } from "../domain/port-loader.ts";
import { Readiness } from "../domain/readiness.ts";
import { FileLoader } from "./file-loader.ts";
import { MemoryPortStore } from "./memory-port-store.ts";
import { readPortFile } from "./port-file/read-port-file.ts";
import { SqlitePortStore } from "./sqlite-port-store.ts";

const port = (code: string) => `{"name":"N","city":"C","country":"L","code":"${code}"}`;
const never = new AbortController().signal;

function create(text: string) {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-ports-"));
  const path = join(folder, "ports.json");
  writeFileSync(path, text);
  const store = new MemoryPortStore();
  const importer = new PortImporter({ loader: store, readPortFile, pause: () => pause() });
  const { log } = createTelemetry(readConfig(chassisFields, { LOG_LEVEL: "silent" }), "test");
  /** A loader as after a restart: over the same store. */
  const start = (file = path, loader: PortLoader = store) =>
    new FileLoader({ path: file, importer, loader, readiness: new Readiness(), log });
  const codeOf = async (unloc: string) => (await store.find(unloc))?.code;
  return { path, store, start, codeOf, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

describe("FileLoader", () => {
  it("is not ready before the file is in, and ready from then on", async () => {
    using world = create(`{"AAAAA":${port("1")}}`);
    const loader = world.start();
    assert.throws(() => loader.check(), { code: "unavailable", reason: "NOT_LOADED", message: /0 read so far/ });
    await loader.run(never);
    loader.check();
    assert.equal(await world.codeOf("AAAAA"), "1");
  });

  it("does not load a file again that the store holds, so that puts stay", async () => {
    using world = create(`{"AAAAA":${port("1")}}`);
    await world.start().run(never);
    await world.store.put(toPort("AAAAA", { code: "put" }));
    const again = world.start();
    await again.run(never);
    again.check();
    utimesSync(world.path, new Date(), new Date(0));
    await world.start().run(never);
    assert.equal(await world.codeOf("AAAAA"), "put");
  });

  it("loads a file again that has changed, in size or in content alone", async () => {
    using world = create(`{"AAAAA":${port("1")}}`);
    await world.start().run(never);
    writeFileSync(world.path, `{"AAAAA":${port("2")}}`);
    utimesSync(world.path, new Date(), new Date(1000));
    await world.start().run(never);
    assert.equal(await world.codeOf("AAAAA"), "2");
    writeFileSync(world.path, `{"AAAAA":${port("345")}}`);
    await world.start().run(never);
    assert.equal(await world.codeOf("AAAAA"), "345");
  });

  it("ends the process with 65 when the file is broken, 66 when it cannot be read", async () => {
    using world = create(`{"AAAAA":${port("1")},\n}`);
    const isExit = (code: number, message: RegExp) => (error: unknown) =>
      error instanceof ExitError && error.exitCode === code && message.test(error.message);
    await assert.rejects(world.start().run(never), isExit(65, /broken at line 2, byte 59: expected a key/));
    assert.equal(await world.codeOf("AAAAA"), undefined);
    const absent = `${world.path}.absent`;
    await assert.rejects(world.start(absent).run(never), isExit(66, /ports\.json\.absent cannot be read: ENOENT/));
    await assert.rejects(world.start(tmpdir()).run(never), isExit(66, /cannot be read: EISDIR/));
    writeFileSync(world.path, `{"AAAAA":{"name":"${"x".repeat(1_100_000)}"}}`);
    await assert.rejects(world.start().run(never), isExit(65, /larger than 1048576 bytes/));
  });

  it("keeps the old ports when a reload fails, and takes the new ones when it does not", async () => {
    using world = create(`{"AAAAA":${port("1")}}`);
    const loader = world.start();
    await loader.run(never);
    writeFileSync(world.path, `{"AAAAA":${port("2")},`);
    await assert.rejects(loader.reload(), { reason: "MALFORMED_FILE" });
    loader.check();
    assert.equal(await world.codeOf("AAAAA"), "1");
    appendFileSync(world.path, `"AAAAB":${port("3")}}`);
    const report = await loader.reload();
    assert.deepEqual([report.created, report.updated], [1, 1]);
    assert.equal(await world.codeOf("AAAAA"), "2");
  });

  it("says what a broken database says", async () => {
    using world = create("{}");
    const path = join(dirname(world.path), "ports.sqlite");
    const healthy = new SqlitePortStore(path);
    await healthy.start();
    await healthy.stop();
    const pages = readFileSync(path);
    writeFileSync(path, pages.fill(0xaa, 4096));
    const broken = new SqlitePortStore(path);
    await broken.start();
    const loader = world.start(world.path, broken);
    await assert.rejects(
      loader.run(never),
      /^Error: the ports database cannot be used: database disk image is malformed$/,
    );
    await broken.stop();
  });

  it("ends quietly when the process stops meanwhile", async () => {
    using world = create(`{"AAAAA":${port("1")}}`);
    const loader = world.start();
    await loader.run(AbortSignal.abort(new Error("stopping")));
    assert.throws(() => loader.check(), { reason: "NOT_LOADED" });
    assert.equal(await world.codeOf("AAAAA"), undefined);
  });
});
