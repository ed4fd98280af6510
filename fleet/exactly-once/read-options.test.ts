import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readOptions, usage } from "./read-options.ts";

describe("readOptions", () => {
  it("plays five seeds of a thousand writes on servers and on files, unless told otherwise", () => {
    assert.deepEqual(readOptions([]), {
      ...{ campuses: ["real", "embedded"], seeds: [1, 2, 3, 4, 5] },
      ...{ writes: 1000, kills: 6 },
    });
  });

  it("plays one seed alone, with a kill for every 300 writes", () => {
    const args = ["--seed", "42", "--writes", "10000", "--only", "real"];
    assert.deepEqual(readOptions(args), { campuses: ["real"], seeds: [42], writes: 10_000, kills: 33 });
  });

  it("kills as often as it is told to, or never", () => {
    assert.equal(readOptions(["--kills", "40"])?.kills, 40);
    assert.equal(readOptions(["--kills", "0"])?.kills, 0);
  });

  it("says what is wrong", () => {
    for (const wrong of [["--writes", "many"], ["--writes", "0"], ["--seeds", "-1"], ["--only", "both"], ["--fast"]]) {
      assert.throws(() => readOptions(wrong), new RegExp(wrong[0]!), wrong.join(" "));
    }
  });

  it("tells of every option", () => {
    assert.equal(readOptions(["--help"]), undefined);
    for (const name of ["--seeds", "--seed ", "--writes", "--kills", "--only"]) assert.ok(usage.includes(name));
  });
});
