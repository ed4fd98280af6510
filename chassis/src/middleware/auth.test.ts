import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import type { HeaderMap } from "../call.ts";
import type { Fault } from "../fault.ts";
import { compose } from "../handler.ts";
import { unmatched } from "../method.ts";
import type { Policy } from "../policy.ts";
import { auth, type KeyRing } from "./auth.ts";

const shop = { name: "shop", digest: Buffer.alloc(32), scopes: new Set(["users.read"]) };
const keys: KeyRing = { find: (secret) => (secret === "s3cret" ? shop : undefined) };

function enter(headers: HeaderMap, policy: Partial<Policy> = {}, ring: KeyRing | undefined = keys) {
  const method = newMethod(policy);
  return compose([auth(ring)], (_request, call) => call.identity ?? "anyone", method)({}, newCall(method, headers));
}

describe("auth", () => {
  it("takes the key from either header and names the caller", () => {
    assert.equal(enter({ "x-api-key": "s3cret" }), "shop");
    assert.equal(enter({ apikey: "s3cret" }), "shop");
  });

  it("turns away a caller without a key, or with a wrong one, and does not repeat it", () => {
    const wrong: HeaderMap[] = [{}, { "x-api-key": "" }, { apikey: "wr0ng" }, { "x-api-key": ["s3cret", "s3cret"] }];
    for (const headers of wrong) {
      assert.throws(
        () => enter(headers),
        (fault: Fault) => {
          assert.equal(fault.reason, "UNAUTHENTICATED");
          assert.equal(fault.httpStatus, 401);
          assert.match(fault.headers["www-authenticate"] ?? "", /^ApiKey /);
          return !/wr0ng|s3cret/.test(fault.message);
        },
      );
    }
  });

  it("asks for every scope of the contract and says which is missing", () => {
    assert.equal(enter({ apikey: "s3cret" }, { scopes: ["users.read"] }), "shop");
    assert.throws(() => enter({ apikey: "s3cret" }, { scopes: ["users.read", "users.write"] }), {
      code: "permission_denied",
      reason: "MISSING_SCOPE",
      message: /users\.write that GetHello needs/,
    });
  });

  it("lets everybody at public rpcs, operations endpoints and what does not exist", () => {
    assert.equal(enter({}, { isPublic: true }), "anyone");
    assert.equal(enter({}, { isOps: true }), "anyone");
    assert.equal(compose([auth(keys)], () => "missing", unmatched)({}, newCall(unmatched)), "missing");
  });

  it("is not there when no keys are set", () => {
    const next = () => "answer";
    assert.equal(auth(undefined)(next, newMethod({ scopes: ["users.read"] })), next);
  });
});
