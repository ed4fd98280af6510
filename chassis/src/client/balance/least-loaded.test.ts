import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createRandom } from "../../../test/random.ts";
import { createLeastLoaded } from "./least-loaded.ts";

const loaded = (...loads: number[]) => loads.map((inFlight) => ({ inFlight }));

describe("least loaded", () => {
  it("never takes the busiest, whatever the chance", () => {
    const addresses = loaded(3, 9, 3, 5);
    const choose = createLeastLoaded(createRandom(1).next);
    const seen = new Set(Array.from({ length: 500 }, () => addresses.indexOf(choose(addresses))));
    assert.deepEqual([...seen].sort(), [0, 2, 3]);
  });

  it("takes the only one", () => {
    const addresses = loaded(7);
    assert.equal(createLeastLoaded(() => 0.99)(addresses), addresses[0]);
  });

  it("takes any of equals", () => {
    const addresses = loaded(0, 0, 0);
    const choose = createLeastLoaded(createRandom(2).next);
    const counts = [0, 0, 0];
    for (let call = 0; call < 3000; call++) counts[addresses.indexOf(choose(addresses))]!++;
    assert.ok(
      counts.every((count) => count > 850 && count < 1150),
      `${counts}`,
    );
  });

  it("keeps the load even where calls take long", () => {
    const addresses = Array.from({ length: 10 }, () => ({ inFlight: 0 }));
    const choose = createLeastLoaded(createRandom(3).next);
    for (let call = 0; call < 1000; call++) choose(addresses).inFlight++;
    const loads = addresses.map(({ inFlight }) => inFlight);
    assert.ok(Math.max(...loads) - Math.min(...loads) <= 6, `${loads}`);
  });
});
