import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readExpected, toEtag } from "./version-etag.ts";

const asking = (ifMatch?: string) => readExpected({ header: () => ifMatch });

describe("the entity tag of a version", () => {
  it("is read back from If-Match, one or several of them", () => {
    assert.deepEqual(asking(toEtag("0a")), ["0a"]);
    assert.deepEqual(asking(`${toEtag("0a")}, ${toEtag("0b")}`), ["0a", "0b"]);
  });

  it("is no version where any will do", () => {
    assert.equal(asking(), undefined);
    assert.equal(asking("*"), undefined);
  });

  it("matches nothing when it is weak or malformed", () => {
    assert.deepEqual(asking('W/"0a"'), []);
    assert.deepEqual(asking("0a"), []);
  });
});
