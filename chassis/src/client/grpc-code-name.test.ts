import assert from "node:assert/strict";
import { it } from "node:test";
import { status } from "@grpc/grpc-js";
import { type FaultCode, faultCodes } from "../fault.ts";
import { toGrpcCodeName } from "./grpc-code-name.ts";

it("names every code as grpc-go does", () => {
  const codes = Object.keys(faultCodes) as FaultCode[];
  assert.deepEqual(
    ["not_found", "deadline_exceeded", "cancelled"].map((code) => toGrpcCodeName(code as FaultCode)),
    ["NotFound", "DeadlineExceeded", "Canceled"],
  );
  for (const code of codes) {
    const name = code === "cancelled" ? "Cancelled" : toGrpcCodeName(code);
    const screaming = name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
    assert.equal(status[screaming as keyof typeof status], faultCodes[code].grpc);
  }
});
