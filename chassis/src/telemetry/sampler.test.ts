import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createSampler, type SamplerName } from "./sampler.ts";
import { randomHex } from "./trace-context.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const sampled = { traceId, spanId: "b7ad6b7169203331", isSampled: true };
const unsampled = { ...sampled, isSampled: false };

describe("createSampler", () => {
  it("asks the parent first when it is parent-based, and never when it is not", () => {
    const decisions = (name: SamplerName) => {
      const sampler = createSampler(name, 0);
      return [undefined, sampled, unsampled].map((parent) => sampler(traceId, parent));
    };
    assert.deepEqual(decisions("always_on"), [true, true, true]);
    assert.deepEqual(decisions("always_off"), [false, false, false]);
    assert.deepEqual(decisions("traceidratio"), [false, false, false]);
    assert.deepEqual(decisions("parentbased_always_on"), [true, true, false]);
    assert.deepEqual(decisions("parentbased_always_off"), [false, true, false]);
    assert.deepEqual(decisions("parentbased_traceidratio"), [false, true, false]);
  });

  it("takes about its share of traces, the same ones everywhere, and all of them at 1", () => {
    const [tenth, again, half, all] = [0.1, 0.1, 0.5, 1].map((ratio) => createSampler("traceidratio", ratio));
    const ids = Array.from({ length: 20_000 }, () => randomHex(16));
    const taken = ids.filter((id) => tenth!(id, undefined));
    assert.ok(taken.length > 1600 && taken.length < 2400, `${taken.length} of 20000`);
    assert.ok(taken.every((id) => again!(id, undefined) && half!(id, undefined)));
    assert.ok(ids.every((id) => all!(id, undefined)));
    assert.equal(all!("f".repeat(32), undefined), true);
  });
});
