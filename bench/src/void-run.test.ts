import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LoadReport } from "./load.ts";
import { type RunFacts, whyUnfair, whyVoid } from "./void-run.ts";

const sound: LoadReport = {
  requests: 1000,
  total: 1200,
  seconds: 1,
  perSecond: 1000,
  p50Micros: 900,
  p99Micros: 2000,
  maxMicros: 3000,
  refused: 0,
  refusedP99Micros: 0,
  unsent: 0,
  bytesPerAnswer: 130,
  wireReceived: 160,
  wireSent: 106,
  loaderCpu: 0.5,
  serverCpu: 0.99,
  errors: {},
};

describe("whyVoid", () => {
  it("lets a sound run count", () => {
    assert.equal(whyVoid(sound, "produce"), undefined);
  });

  it("refuses wrong answers, none, and a full loader core", () => {
    assert.match(whyVoid({ ...sound, errors: { "grpc-status 4": 3 } }, "bytes") ?? "", /3 × grpc-status 4/);
    assert.equal(whyVoid({ ...sound, requests: 0 }, "bytes"), "no answers");
    assert.match(whyVoid({ ...sound, loaderCpu: 0.92 }, "produce") ?? "", /full \(92 %\)/);
  });
});

describe("whyVoid of the floor", () => {
  it("takes a full loader core for a figure on the safe side", () => {
    assert.equal(whyVoid({ ...sound, loaderCpu: 1 }, "bytes"), undefined);
  });
});

describe("whyUnfair", () => {
  const full: RunFacts = { telemetry: true, loggedBytes: 180_000, spanBytes: 5000, answered: 1000 };
  const bare: RunFacts = { telemetry: false, loggedBytes: 200, spanBytes: 0, answered: 1000 };

  it("lets servers count that do what their name says", () => {
    assert.deepEqual([whyUnfair(full), whyUnfair(bare)], [undefined, undefined]);
  });

  it("refuses full telemetry without a line per call or without spans", () => {
    assert.match(whyUnfair({ ...full, loggedBytes: 10_000 }) ?? "", /only 10\.0 bytes/);
    assert.equal(whyUnfair({ ...full, spanBytes: 0 }), "no span was exported");
  });

  it("refuses a bare server that logs or exports", () => {
    assert.match(whyUnfair({ ...bare, loggedBytes: 180_000 }) ?? "", /though bare/);
    assert.match(whyUnfair({ ...bare, spanBytes: 1 }) ?? "", /though bare/);
  });
});
