import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { repository } from "@flotilla/fleet/manifest";
import { readFleet } from "./fleet.ts";
import { generators } from "./generators.ts";

const root = join(import.meta.dirname, "../..");

describe("the name of the repository", () => {
  it("is said in the manifest, so that a fork changes one line and generates the rest", () => {
    // Pages tell of it; the modules and the planted violation have it for a name, and nobody goes there.
    const pages = [":!*.md", ":!testkit/kubernetes/modules", ":!deploy/policy/each/planted_test.rego"];
    const listing = execFileSync("git", ["grep", "--files-with-matches", repository, "--", ".", ...pages], {
      cwd: root,
      encoding: "utf8",
    });
    const generated = new Set(generators.flatMap((generate) => generate(readFleet())).map(({ path }) => path));
    const others = listing
      .trim()
      .split("\n")
      .filter((path) => !generated.has(path));
    assert.deepEqual(others.sort(), ["deploy/rendered/flotilla.yaml", "fleet/manifest.ts"]);
  });
});
