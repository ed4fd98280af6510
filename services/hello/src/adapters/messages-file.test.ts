import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { Logger } from "@flotilla/chassis";
import { Messages } from "../domain/messages.ts";
import { MessagesFile } from "./messages-file.ts";

describe("MessagesFile", { timeout: 10_000 }, () => {
  let folder = "";
  let errors: string[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "messages-file-"));
    errors = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function open(messages: Messages, onInfo: () => void = () => undefined): MessagesFile {
    const log = {
      info: onInfo,
      error: (fields: { err: Error }) => errors.push(fields.err.message),
    } as unknown as Logger;
    return new MessagesFile(join(folder, "file"), messages, log);
  }

  it("follows the symlink swap of a mounted ConfigMap", async () => {
    for (const [version, text] of [
      ["..1", "old"],
      ["..2", "new|newer"],
    ] as const) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, "file"), text);
    }
    symlinkSync("..1", join(folder, "..data"));
    symlinkSync("..data/file", join(folder, "file"));
    const messages = new Messages(["unused"]);
    const loads = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    let count = 0;
    const file = open(messages, () => loads[count++]?.resolve());
    await file.start();
    await loads[0]?.promise;
    assert.equal(messages.next(), "old");
    symlinkSync("..2", join(folder, "..data_tmp"));
    renameSync(join(folder, "..data_tmp"), join(folder, "..data"));
    await loads[1]?.promise;
    assert.deepEqual([messages.next(), messages.next()], ["new", "newer"]);
    await file.stop();
  });

  const broken: readonly (readonly [string, string | Buffer | undefined, RegExp])[] = [
    ["is missing", undefined, /ENOENT/],
    ["is empty", "", /holds no message/],
    ["holds only separators", "|\n|", /holds no message/],
    ["is not UTF-8", Buffer.from([0xff, 0xfe]), /utf-8/i],
    ["is too large", Buffer.alloc(1024 * 1024 + 1, "a"), /larger than 1048576 bytes/],
  ];
  for (const [what, content, message] of broken) {
    it(`keeps the last good messages when the file ${what}`, async () => {
      if (content !== undefined) writeFileSync(join(folder, "file"), content);
      const messages = new Messages(["good"]);
      await open(messages).reload();
      assert.equal(messages.next(), "good");
      assert.match(errors.join(), message);
    });
  }
});
