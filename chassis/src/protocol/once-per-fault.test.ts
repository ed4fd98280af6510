import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { Fault } from "../fault.ts";
import { oncePerFault } from "./once-per-fault.ts";

const call = newCall(newMethod());
const init = { code: "resource_exhausted", reason: "OVERLOADED", message: "Too much." } as const;

describe("oncePerFault", () => {
  it("writes a shared Fault once, and each other one anew", () => {
    let written = 0;
    const write = oncePerFault((fault) => `${fault.reason} ${++written}`);
    const shared = new Fault({ ...init, isShared: true });
    assert.deepEqual([write(shared, call), write(shared, call)], ["OVERLOADED 1", "OVERLOADED 1"]);
    assert.equal(write(new Fault({ ...init, isShared: true }), call), "OVERLOADED 2");
    const single = new Fault(init);
    assert.deepEqual([write(single, call), write(single, call)], ["OVERLOADED 3", "OVERLOADED 4"]);
  });
});
