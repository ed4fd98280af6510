import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { it } from "node:test";
import { usersFlags } from "../src/flags/users-flags.ts";

it("README.md lists every flag with its default and meaning", async () => {
  const text = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const table = /<!-- flags -->\n(.*?)<!-- \/flags -->/s.exec(text)![1]!;
  const rows = table.trim().split("\n").slice(2);
  const expected = Object.entries(usersFlags).map(
    ([name, flag]) => `| \`-${name}\` | ${flag.shownDefault} | ${flag.help} |`,
  );
  assert.deepEqual(
    rows.map((row) => row.split("|").slice(0, 4).join("|").concat("|")),
    expected,
  );
});
