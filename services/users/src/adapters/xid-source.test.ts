import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { XidSource } from "./xid-source.ts";

describe("XidSource", () => {
  // The example id of the xid format: 4d88e15b60f486e428412dc9 in hex.
  const clock = { now: () => new Date(0x4d88e15b * 1000) };

  it("makes ids of time, process and count", () => {
    const random = new Uint8Array([0x60, 0xf4, 0x86, 0xe4, 0x28, 0x41, 0x2d, 0xc8]);
    assert.equal(new XidSource(clock, random).newId(), "9m4e2mr0ui3e8a215n4g");
  });

  it("makes distinct ids that sort as they were made", () => {
    const source = new XidSource(clock, new Uint8Array(8));
    const ids = Array.from({ length: 1000 }, () => source.newId());
    assert.deepEqual(ids, [...new Set(ids)].sort());
    assert.match(ids[0]!, /^[0-9a-v]{20}$/);
  });

  it("goes on after its count has run over", () => {
    const source = new XidSource(clock, new Uint8Array([0, 0, 0, 0, 0, 0xff, 0xff, 0xff]));
    assert.notEqual(source.newId(), source.newId());
  });
});
