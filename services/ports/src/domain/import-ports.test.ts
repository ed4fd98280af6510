import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toPort } from "../../test/ports.ts";
import { MemoryPortStore } from "../adapters/memory-port-store.ts";
import { readPortFile } from "../adapters/port-file/read-port-file.ts";
import { PortImporter } from "./import-ports.ts";

async function* iterate(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const port = (more = "") => `{"name":"N","city":"C","country":"L"${more}}`;

function create() {
  const store = new MemoryPortStore();
  const importer = new PortImporter({ loader: store, readPortFile, pause: async () => undefined });
  return { store, importer };
}

describe("PortImporter", () => {
  it("counts what it did", async () => {
    const { store, importer } = create();
    await store.put(toPort("AAAAA", { name: "N", city: "C", country: "L" }));
    await store.put(toPort("AAAAB"));
    await store.put(toPort("AAAAX"));
    const file = `{"AAAAA":${port()},"AAAAB":${port()},"AAAAC":${port()},\n"AAAAD":5,"AAAAC":${port(',"code":"1"')}}`;
    const { rejects, ...counts } = await importer.importPorts(iterate(file));
    assert.deepEqual(counts, { read: 5, created: 1, updated: 2, unchanged: 1, rejected: 1 });
    assert.deepEqual(
      rejects.map(({ line, unloc, message }) => [line, unloc, message]),
      [[2, "AAAAD", "must be a JSON object"]],
    );
    assert.equal((await store.find("AAAAC"))?.code, "1");
    assert.ok(await store.find("AAAAX"), "what the file does not have stays");
  });

  it("lists the first hundred rejected records, and counts all", async () => {
    const { importer } = create();
    const records = Array.from({ length: 250 }, (_, index) => `"AA${String(index).padStart(3, "0")}": 0`);
    const report = await importer.importPorts(iterate(`{${records.slice(0, 60)}`, `,${records.slice(60)}}`));
    assert.deepEqual([report.rejected, report.rejects.length, report.rejects[99]?.unloc], [250, 100, "AA099"]);
  });

  it("changes nothing when the file breaks, and takes the next one", async () => {
    const { store, importer } = create();
    await assert.rejects(importer.importPorts(iterate(`{"AAAAA":${port()},`, "}")), { reason: "MALFORMED_FILE" });
    assert.equal(await store.find("AAAAA"), undefined);
    await importer.importPorts(iterate(`{"AAAAB":${port()}}`));
    assert.ok(await store.find("AAAAB"));
  });

  it("changes nothing when the source fails or the caller goes away", async () => {
    const { store, importer } = create();
    const controller = new AbortController();
    async function* breakOff() {
      yield* iterate(`{"AAAAA":${port()},`);
      throw new Error("connection lost");
    }
    await assert.rejects(importer.importPorts(breakOff()), /connection lost/);
    const bytes = iterate(`{"AAAAA":${port()},`, `"AAAAB":${port()}}`);
    const onProgress = () => controller.abort(new Error("gone"));
    await assert.rejects(importer.importPorts(bytes, { signal: controller.signal, onProgress }), /gone/);
    assert.equal(await store.find("AAAAA"), undefined);
  });

  it("refuses a second import while one runs", async () => {
    const { store, importer } = create();
    const { promise, resolve } = Promise.withResolvers<void>();
    async function* wait() {
      yield* iterate(`{"AAAAA":${port()}`);
      await promise;
      yield* iterate("}");
    }
    const first = importer.importPorts(wait());
    await assert.rejects(importer.importPorts(iterate("{}")), { code: "aborted", reason: "IMPORT_RUNNING" });
    resolve();
    assert.equal((await first).created, 1);
    assert.ok(await store.find("AAAAA"));
    await importer.importPorts(iterate("{}"));
  });
});
