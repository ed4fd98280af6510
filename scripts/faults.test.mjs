import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { page, readReasonEnums, renderFaults } from "./faults.mjs";
import { root } from "./project.mjs";

const sources = globSync(["chassis/src/**/*.ts", "services/*/src/**/*.ts", "cli/src/**/*.ts"], {
  cwd: root,
  exclude: (path) => /\.test\.ts$/.test(path),
}).map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

describe("docs/faults.md", async () => {
  const declared = (await readReasonEnums()).flatMap(({ rows }) => rows.map(({ reason }) => reason));

  it("says what the contract says", async () => {
    assert.equal(readFileSync(page, "utf8"), await renderFaults(), "run `npm run gen` to write the page anew");
  });

  it("lists the chassis' own reasons with their codes", () => {
    const row = readFileSync(page, "utf8").match(/^\| `MALFORMED_JSON` .*$/m)?.[0];
    assert.match(row ?? "", /`invalid_argument` \| 3 \| 400 \| no \| .*JSON/);
  });

  it("shows the HTTP status of a Fault that departs from its code's", () => {
    assert.match(readFileSync(page, "utf8"), /^\| `METHOD_NOT_ALLOWED` \| `unimplemented` \| 12 \| 405 /m);
  });

  it("knows every reason that the code gives", () => {
    const given = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\breason: "([A-Z][A-Z_]+)"/g)].map(([, reason]) => ({ path, reason })),
    );
    assert.ok(given.length > 0);
    assert.deepEqual(
      given.filter(({ reason }) => !declared.includes(reason)),
      [],
    );
  });
});
