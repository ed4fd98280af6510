import assert from "node:assert/strict";
import { it } from "node:test";
import { getOption } from "@bufbuild/protobuf";
import type { Fault } from "@flotilla/chassis/fault";
import { CoursesReasonSchema } from "@flotilla/contract/flotilla/campus/v1/reason";
import { reason } from "@flotilla/contract/flotilla/v1/options";
import * as faults from "./faults.ts";

it("faults give the reasons of the contract, all of them, with their codes", () => {
  const makers = Object.values(faults) as ((...args: string[]) => Fault)[];
  const given = new Map(makers.map((make) => make("a")).map((fault) => [fault.reason, fault.code]));
  const declared = CoursesReasonSchema.values
    .filter((value) => value.number > 0)
    .map((value) => [value.name.replace("COURSES_REASON_", ""), getOption(value, reason).code] as const);
  assert.deepEqual(Object.fromEntries(given), Object.fromEntries(declared));
});
