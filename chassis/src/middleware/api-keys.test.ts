import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { ApiKeys } from "./api-keys.ts";

const toLine = (name: string, secret: string) => `${name} ${hash("sha256", secret)} read\n`;

describe("ApiKeys", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "api-keys-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  function open(name: string, text: string) {
    const path = join(folder, name);
    writeFileSync(path, text);
    const clock = new ManualClock();
    const telemetry = newTelemetry();
    return { path, clock, telemetry, keys: new ApiKeys(path, telemetry.log, clock) };
  }

  it("finds a key by its secret and nothing by another", () => {
    const { keys } = open("plain", toLine("shop", "s3cret"));
    assert.equal(keys.find("s3cret")?.name, "shop");
    for (const wrong of ["", "S3cret", "s3cret ", hash("sha256", "s3cret")]) assert.equal(keys.find(wrong), undefined);
  });

  it("throws when there is no file", () => {
    assert.throws(() => new ApiKeys(join(folder, "absent"), newTelemetry().log), { code: "ENOENT" });
  });

  it("takes a change over a second later", () => {
    const { path, clock, keys, telemetry } = open("changing", toLine("shop", "old"));
    writeFileSync(path, toLine("shop", "new") + toLine("mill", "more"));
    assert.equal(keys.find("old")?.name, "shop");
    clock.advance(1000);
    assert.equal(keys.find("old"), undefined);
    assert.equal(keys.find("more")?.name, "mill");
    assert.equal(telemetry.line(0)["msg"], "api keys reloaded");
  });

  it("follows a link that is swapped, as Kubernetes does it", () => {
    writeFileSync(join(folder, "v1"), toLine("shop", "one"));
    writeFileSync(join(folder, "v2"), toLine("shop", "two"));
    const link = join(folder, "link");
    symlinkSync("v1", link);
    const clock = new ManualClock();
    const keys = new ApiKeys(link, newTelemetry().log, clock);
    symlinkSync("v2", join(folder, "next"));
    renameSync(join(folder, "next"), link);
    clock.advance(1000);
    assert.equal(keys.find("one"), undefined);
    assert.equal(keys.find("two")?.name, "shop");
  });

  it("keeps the last good keys when the file breaks or vanishes, and says so once each", () => {
    const { path, clock, keys, telemetry } = open("breaking", toLine("shop", "s3cret"));
    for (const breakIt of [() => writeFileSync(path, "nonsense\n"), () => rmSync(path)]) {
      breakIt();
      for (const _ of [1, 2, 3]) {
        clock.advance(1000);
        assert.equal(keys.find("s3cret")?.name, "shop");
      }
    }
    assert.deepEqual(telemetry.written.length, 2);
    assert.equal(telemetry.line(0)["level"], "error");
    writeFileSync(path, toLine("shop", "back"));
    clock.advance(1000);
    assert.equal(keys.find("back")?.name, "shop");
  });
});
