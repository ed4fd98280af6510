import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PromiseService } from "@flotilla/contract/flotilla/test/v1/promise";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { readSlo } from "./slo.ts";

const { method } = PromiseService;

describe("readSlo", () => {
  it("promises 99.9 %, and 99 % within a quarter of a second, where the contract is silent", () => {
    const slo = readSlo(RetryService.methods.find(({ methodKind }) => methodKind === "unary")!);
    assert.deepEqual(slo, { availability: 0.999, latency: { seconds: 0.25, share: 0.99 } });
  });

  it("promises what the service does where the rpc is silent", () => {
    assert.deepEqual(readSlo(method.inherit), { availability: 0.99, latency: { seconds: 0.25, share: 0.99 } });
  });

  it("promises what the rpc does before what the service does", () => {
    assert.deepEqual(readSlo(method.own), { availability: 0.95, latency: { seconds: 0.05, share: 0.9 } });
  });

  it("promises no latency of a stream", () => {
    assert.deepEqual(readSlo(method.watch), { availability: 0.99, latency: undefined });
  });

  it("refuses a latency that the histograms cannot tell", () => {
    assert.throws(() => readSlo(method.between), /Between: 0\.3 s is no bound of the histograms/);
  });

  it("refuses a certainty", () => {
    assert.throws(() => readSlo(method.certain), /Certain: 1 is no share between 0 and 1/);
  });
});
