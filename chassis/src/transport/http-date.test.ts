import assert from "node:assert/strict";
import { it } from "node:test";
import { toHttpDate } from "./http-date.ts";

it("writes the time as HTTP does, anew each second", () => {
  const nowMs = Date.UTC(2026, 10, 1, 8, 5, 9, 999);
  assert.equal(toHttpDate(nowMs), "Sun, 01 Nov 2026 08:05:09 GMT");
  assert.equal(toHttpDate(nowMs - 999), "Sun, 01 Nov 2026 08:05:09 GMT");
  assert.equal(toHttpDate(nowMs + 1), "Sun, 01 Nov 2026 08:05:10 GMT");
});
