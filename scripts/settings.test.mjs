import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { root } from "./project.mjs";
import { findPages, renderPage } from "./settings.mjs";

describe("the tables of settings", () => {
  for (const entry of findPages()) {
    it(`${entry.page} says what ${entry.source} declares`, async () => {
      const text = readFileSync(join(root, entry.page), "utf8");
      assert.equal(text, await renderPage(entry), "run `npm run gen` to write the table anew");
    });
  }

  it("name every setting of the chassis", async () => {
    assert.match(await renderPage(findPages()[0]), /^\| `MAX_BODY_BYTES` \| 4194304 \| /m);
  });
});
