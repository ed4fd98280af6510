import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isCourseId } from "../domain/course.ts";
import { ObjectIdSource } from "./object-id-source.ts";

const clock = { now: () => new Date(0x65f00000 * 1000 + 999) };

describe("ObjectIdSource", () => {
  it("makes ids of the second, the process and a counter that comes round", () => {
    const ids = new ObjectIdSource(clock, Uint8Array.of(1, 2, 3, 4, 255, 255, 255, 254));
    const made = [1, 2, 3].map(() => ids.newId(undefined));
    assert.deepEqual(made, ["65f0000001020304ffffffff", "65f0000001020304ff000000", "65f0000001020304ff000001"]);
    assert.ok(made.every(isCourseId));
  });

  it("makes the same id of the same key", () => {
    const ids = new ObjectIdSource(clock, new Uint8Array(8));
    assert.equal(ids.newId("0123456789abcdef".repeat(4)), "0123456789abcdef01234567");
  });
});
