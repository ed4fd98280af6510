import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root } from "./project.mjs";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("npm scripts", () => {
  // The system's Node may be too old for TypeScript, and on a fresh clone there is no other.
  for (const [name, command] of Object.entries(scripts).filter(([, text]) => text.includes(".ts"))) {
    it(`install what is missing before they run TypeScript: ${name}`, () => {
      const [first = ""] = command.split(" && ").filter((part) => part.includes(".ts"));
      assert.match(first, /^(\w+=\S+ )?node (scripts|bench)\/[\w-]+\.mjs /);
    });
  }

  it("pass arguments on and end as their program does", () => {
    const args = [join(root, "scripts/run.mjs"), "--eval", "process.exitCode = Number(process.argv[1])", "7"];
    assert.equal(spawnSync(process.execPath, args).status, 7);
  });
});
