import assert from "node:assert/strict";
import { it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import type { HeaderMap } from "../call.ts";
import { runInCall } from "../telemetry/current-call.ts";
import { forwardApiKey } from "./forward-api-key.ts";

const forward = (headers: HeaderMap) => runInCall(newCall(newMethod(), headers), forwardApiKey);

it("shows the key of the caller, by whichever name it came", () => {
  assert.deepEqual(forward({ "x-api-key": "s3cret" }), { "x-api-key": "s3cret" });
  assert.deepEqual(forward({ apikey: "s3cret" }), { "x-api-key": "s3cret" });
});

it("shows none where the caller had none, and outside of calls", () => {
  assert.deepEqual(forward({ cookie: "s3cret" }), {});
  assert.deepEqual(forwardApiKey(), {});
});
