import assert from "node:assert/strict";
import { it } from "node:test";
import { isTimeZone } from "./time-zone.ts";

it("isTimeZone knows IANA's names, old ones too", () => {
  for (const name of ["Asia/Dubai", "America/Argentina/Ushuaia", "Africa/Asmera", "UTC"])
    assert.ok(isTimeZone(name), name);
});

it("isTimeZone knows nothing else", () => {
  for (const name of ["America/Argentina", "+01:00", "", "Dubai", "Asia/Dubai "]) assert.ok(!isTimeZone(name), name);
});
