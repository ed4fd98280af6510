import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { StatusSchema } from "@flotilla/contract/google/rpc/status";
import { Fault } from "../fault.ts";
import { fromStatusDetails, toStatusDetails } from "./status-details.ts";

describe("status details", () => {
  const fault = new Fault({
    code: "invalid_argument",
    reason: "VALIDATION_FAILED",
    message: "wrong",
    violations: [{ field: "user.email", rule: "string.email", message: "must be an address" }],
    retryAfterMs: 1500,
    details: [{ type: "flotilla.test.v1.Note", value: Buffer.from([10, 1, 97]) }],
  });

  it("brings everything back that it took", () => {
    const { reason, violations, retryAfterMs, details } = fromStatusDetails(toStatusDetails(fault, "a.Service"));
    assert.deepEqual(
      { reason, violations, retryAfterMs },
      { reason: fault.reason, violations: fault.violations, retryAfterMs: 1500 },
    );
    assert.deepEqual(
      details?.map(({ type, value }) => [type, [...value]]),
      [["flotilla.test.v1.Note", [10, 1, 97]]],
    );
  });

  it("is a google.rpc.Status with the code's number", () => {
    const { code, message, details } = fromBinary(StatusSchema, toStatusDetails(fault, "a.Service"));
    const types = details.map(({ typeUrl }) => typeUrl.replace("type.googleapis.com/", ""));
    assert.deepEqual([code, message], [3, "wrong"]);
    assert.deepEqual(types, [
      "google.rpc.ErrorInfo",
      "google.rpc.BadRequest",
      "google.rpc.RetryInfo",
      "flotilla.test.v1.Note",
    ]);
  });

  it("says nothing of what is not there", () => {
    const bare = new Fault({ code: "internal", reason: "", message: "x", cause: new Error("secret") });
    assert.deepEqual(fromBinary(StatusSchema, toStatusDetails(bare, "")).details, []);
  });
});
