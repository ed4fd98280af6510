import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Measurement } from "./measure.ts";
import { summarize } from "./summary.ts";
import { renderTables } from "./table.ts";
import type { Target } from "./targets.ts";

const target = (name: string, isOurs = false): Target => ({
  name,
  work: "rest",
  telemetry: true,
  isOurs,
  command: () => [],
});
const shape = { connections: 64, streams: 1 };
const measurement = (target: Target, perSecond: number, why?: string): Measurement => ({
  target,
  shape,
  identical: perSecond * 2,
  void: why,
  report: {
    requests: perSecond,
    total: perSecond,
    seconds: 1,
    perSecond,
    p50Micros: 1000,
    p99Micros: 2500,
    maxMicros: 3000,
    bytesPerAnswer: 100,
    loaderCpu: 0.5,
    serverCpu: 0.8,
    errors: {},
  },
});

describe("renderTables", () => {
  it("divides our median by that of each peer", () => {
    const [ours, gin] = [target("flotilla", true), target("gin")];
    const rounds = [60_000, 50_000, 10_000].flatMap((rate) => [measurement(ours, rate), measurement(gin, rate / 2)]);
    const text = renderTables(summarize(rounds));
    assert.match(text, /^### REST .*, full telemetry, 64 connections × 1 in flight$/m);
    assert.match(
      text,
      /^\| flotilla \| 50,000 \| 10,000 – 60,000 \| 1\.00 \| 2\.50 \| 100,000 \| 80 % \| 62,500 \| 50 % \| {2}\|$/m,
    );
    assert.match(text, /^\| gin \| 25,000 .* \| 2\.00 × \|$/m);
  });

  it("leaves void runs out of the median and names them", () => {
    const gin = target("gin");
    const text = renderTables(summarize([measurement(gin, 10), measurement(gin, 90, "the loader's core was full")]));
    assert.match(text, /^\| gin \| 10 \| 10 – 10 /m);
    assert.match(text, /^- void: a run of gin: the loader's core was full$/m);
  });

  it("says void where no run counts", () => {
    assert.match(renderTables(summarize([measurement(target("gin"), 10, "no answers")])), /^\| gin \| void \|/m);
  });
});
