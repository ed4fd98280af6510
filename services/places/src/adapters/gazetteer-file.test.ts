import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { chassisFields, createTelemetry, type Logger, readConfig } from "@flotilla/chassis";
import { awkwardCities } from "../../test/cities.ts";
import { GazetteerFile } from "./gazetteer-file.ts";
import { packIndex } from "./gazetteer-index/index-file.ts";
import { indexStamp } from "./gazetteer-index/index-stamp.ts";
import { buildColumns } from "./index-builder/build-columns.ts";

const columns = buildColumns([...awkwardCities].sort((a, b) => b.population - a.population || a.id - b.id));
const good = Buffer.from(packIndex(indexStamp, columns));
const { log } = createTelemetry(readConfig(chassisFields, { LOG_LEVEL: "silent" }), "places");

/** Opens a file with these bytes, or none, and tells what became of it. */
async function open(
  bytes: Buffer | undefined,
  options: { readonly folder?: string; readonly build?: () => Promise<Buffer> } = {},
) {
  const root = mkdtempSync(join(tmpdir(), "flotilla-places-"));
  const path = join(root, options.folder ?? "", "places.index");
  let built = 0;
  const warnings: string[] = [];
  const build = async () => {
    built++;
    return (await options.build?.()) ?? good;
  };
  try {
    writeFileSync(join(root, "a file"), "");
    if (bytes) writeFileSync(path, bytes);
    const file = new GazetteerFile({ path, log: listen(log, warnings), build });
    await file.start();
    const written = existsSync(path) ? readFileSync(path) : undefined;
    return { name: file.gazetteer.get(1)?.name, built, warnings, written, left: readdirSync(root) };
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** A log that tells its warnings. */
function listen(parent: Logger, warnings: string[]): Logger {
  const warn = (_fields: unknown, message: string) => void warnings.push(message);
  return Object.assign(Object.create(parent), { warn });
}

describe("GazetteerFile", () => {
  it("opens a good file without building", async () => {
    const { name, built, warnings } = await open(good);
    assert.deepEqual([name, built, warnings], ["Covilhã", 0, []]);
  });

  it("builds and writes a file that is missing, with its folder", async () => {
    const { name, built, written } = await open(undefined, { folder: "some/where" });
    assert.deepEqual([name, built], ["Covilhã", 1]);
    assert.ok(written?.equals(good));
  });

  it("builds anew what is cut off at any place", async () => {
    for (const length of [0, 4, 11, 12, 100, 1000, good.length - 1]) {
      const { name, built, written } = await open(good.subarray(0, length));
      assert.deepEqual([name, built, written?.equals(good)], ["Covilhã", 1, true], `${length} bytes`);
    }
  });

  it("builds anew what is spoiled at any place", async () => {
    for (let at = 0; at < good.length; at += 97) {
      const spoiled = Buffer.from(good);
      spoiled[at]! ^= 0xff;
      const { name, built } = await open(spoiled);
      assert.deepEqual([name, built], ["Covilhã", 1], `byte ${at}`);
    }
  });

  it("builds anew what is made from other data", async () => {
    const { built, written, warnings } = await open(Buffer.from(packIndex("other data", columns)));
    assert.deepEqual([built, written?.equals(good)], [1, true]);
    assert.deepEqual(warnings, ["places index cannot be used, building another"]);
  });

  it("leaves nothing beside the file", async () => {
    assert.deepEqual((await open(undefined)).left, ["a file", "places.index"]);
  });

  it("keeps the index in memory where it cannot be written, and says so", async () => {
    const { name, warnings, left } = await open(undefined, { folder: "a file" });
    assert.deepEqual(warnings, ["places index cannot be written, keeping it in memory"]);
    assert.deepEqual([name, left], ["Covilhã", ["a file"]]);
  });

  it("ends with 65 when the file will not do and none can be built", async () => {
    const build = () => Promise.reject(new Error("no data here"));
    await assert.rejects(open(undefined, { build }), {
      exitCode: 65,
      message: /cannot be used, nor built here: no data here/,
    });
  });
});
