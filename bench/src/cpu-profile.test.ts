import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type CpuProfile, readSelfTimes, sumByPart } from "./cpu-profile.ts";

const frame = (functionName: string, url = "", lineNumber = 9) => ({ functionName, url, lineNumber });

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: frame("(idle)") },
    { id: 2, callFrame: frame("parse", "file:///somewhere/http2/src/frame-reader.ts") },
    { id: 3, callFrame: frame("", "file:///somewhere/node_modules/@bufbuild/protobuf/dist/x.js") },
    { id: 4, callFrame: frame("parse", "file:///somewhere/http2/src/frame-reader.ts") },
    { id: 5, callFrame: frame("(garbage collector)") },
    { id: 6, callFrame: frame("writeBuffer") },
    { id: 7, callFrame: frame("log", "file:///somewhere/chassis/src/middleware/log.ts") },
  ],
  startTime: 1000,
  samples: [2, 2, 3, 1, 4, 5, 6, 7, 2],
  timeDeltas: [0, 100, 100, 100, 100, 100, 100, 100, 100],
};

describe("readSelfTimes", () => {
  const times = readSelfTimes(profile, 1100, 1800);

  it("adds up a function's samples between two moments, wherever it was called from, and leaves idle time out", () => {
    assert.deepEqual(times[0], { name: "parse", file: "http2/src/frame-reader.ts:10", part: "engine", micros: 200 });
    assert.equal(
      times.reduce((sum, { micros }) => sum + micros, 0),
      600,
    );
  });

  it("sums by the part of a call", () => {
    assert.deepEqual(
      new Map(sumByPart(times)),
      new Map([
        ["engine", 200],
        ["codec", 100],
        ["garbage collector", 100],
        ["native functions", 100],
        ["telemetry", 100],
      ]),
    );
  });
});
