import assert from "node:assert/strict";
import { it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { Fault } from "../fault.ts";
import { runInCall } from "../telemetry/current-call.ts";
import { whenSilent } from "./when-silent.ts";

const late = new Fault({ code: "deadline_exceeded", reason: "DEADLINE_EXCEEDED", message: "Too late." });
const catchLate = whenSilent((cause) => new Fault({ ...silent, message: "Nothing came.", cause }));
const silent = { code: "unavailable", reason: "PLACES_UNAVAILABLE" } as const;

it("blames the other service while the caller has time left, or no bound", () => {
  assert.throws(() => catchLate(late), { ...silent, cause: late });
  assert.throws(() => runInCall(newCall(newMethod()), catchLate, late), { ...silent, cause: late });
});

it("leaves it at that when the caller's own time ran out", () => {
  const ended = newCall(newMethod());
  ended.deadlineMs = performance.now() - 1;
  assert.throws(() => runInCall(ended, catchLate, late), late);
});

it("throws other Faults as they are, and makes one of what is none", () => {
  const fault = new Fault({ code: "not_found", reason: "PLACE_NOT_FOUND", message: "None." });
  assert.throws(() => catchLate(fault), fault);
  assert.throws(() => catchLate(new Error("odd")), { code: "internal" });
});
