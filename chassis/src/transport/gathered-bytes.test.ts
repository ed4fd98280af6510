import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GatheredBytes } from "./gathered-bytes.ts";

function gather(parts: readonly Uint8Array[]): GatheredBytes {
  const gathered = new GatheredBytes();
  for (const part of parts) gathered.push(part);
  return gathered;
}

describe("GatheredBytes", () => {
  it("joins parts of all sizes in their order", () => {
    const sizes = [1, 5000, 3, 4095, 4096, 9000, 4000, 4000, 4000, 4000, 4000, 2];
    const parts = sizes.map((size, index) => Buffer.alloc(size, index + 1));
    const gathered = gather(parts);
    assert.ok(Buffer.from(gathered.join()).equals(Buffer.concat(parts)));
    assert.equal(gathered.size, Buffer.concat(parts).length);
  });

  it("hands out a single part without copying it", () => {
    const part = Buffer.from("whole");
    assert.equal(gather([part]).join(), part);
    assert.equal(gather([]).join().length, 0);
  });

  it("keeps none of the small parts, however many there are: it copies their bytes", () => {
    const part = Buffer.alloc(1);
    const gathered = gather([Buffer.from("first")]);
    for (let index = 0; index < 100_000; index++) gathered.push(part.fill(index));
    part.fill(0);
    const rest = gathered.join().subarray(5);
    assert.equal(rest.length, 100_000);
    assert.ok(rest.every((byte, index) => byte === index % 256));
  });
});
