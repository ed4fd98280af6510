import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import type { TransportName } from "../call.ts";
import { compose } from "../handler.ts";
import type { Policy } from "../policy.ts";
import { identities } from "./identities.ts";
import { compileIdentityPattern } from "./identity-pattern.ts";

const clock = "spiffe://flotilla.local/clock";

function enter(names: readonly string[] | undefined, policy: Partial<Policy>, transport: TransportName = "grpc") {
  const method = newMethod(policy);
  const call = newCall(method, {}, { transport, peer: { address: "192.0.2.7", identities: names } });
  return compose([identities(true)], () => call.identity ?? "anyone", method)({}, call);
}

describe("identities", () => {
  const listed = { identities: ["spiffe://*/users", "spiffe://*/**/clock"] };

  it("lets in whom one of the patterns means, and names the caller", () => {
    assert.equal(enter([clock], listed), clock);
  });

  it("keeps everybody else out, and says who they are", () => {
    assert.throws(() => enter(["spiffe://flotilla.local/ports"], listed), {
      code: "permission_denied",
      reason: "IDENTITY_NOT_ALLOWED",
      message: /^You are spiffe:\/\/flotilla\.local\/ports; .* may call GetHello\.$/,
    });
    for (const names of [undefined, [], [clock, clock], [clock, "spiffe://flotilla.local/users"]]) {
      assert.throws(() => enter(names, listed), {
        reason: "IDENTITY_NOT_ALLOWED",
        message: /names no single identity/,
      });
    }
  });

  it("takes any caller at rpcs without patterns, and names the one that has one name", () => {
    assert.equal(enter(["spiffe://example.org/any"], {}), "spiffe://example.org/any");
    assert.equal(enter([], {}), "anyone");
  });

  it("asks nobody at operations endpoints, nor within the process", () => {
    assert.equal(enter([], { ...listed, isOps: true }), "anyone");
    assert.equal(enter(undefined, listed, "memory"), "anyone");
  });

  it("is not there where no client certificates are asked for, but refuses wrong patterns all the same", () => {
    const next = () => "answer";
    assert.equal(identities(false)(next, newMethod(listed)), next);
    assert.throws(() => identities(false)(next, newMethod({ identities: ["*"] })), /is no pattern of SPIFFE IDs/);
  });
});

describe("compileIdentityPattern", () => {
  const matches = (pattern: string, identity: string) => compileIdentityPattern(pattern)(identity);

  it("takes * for one segment and ** for any number of them", () => {
    assert.ok(matches("spiffe://*/**/clock", "spiffe://a/clock"));
    assert.ok(matches("spiffe://*/**/clock", "spiffe://cluster.local/ns/default/sa/clock"));
    assert.ok(matches("spiffe://a.b/ns/*/sa/clock", "spiffe://a.b/ns/x/sa/clock"));
    assert.ok(matches("spiffe://a/**", "spiffe://a"));
    assert.ok(matches("spiffe://a/clock", "spiffe://a/clock"));
  });

  it("matches whole identities only", () => {
    for (const identity of [
      "spiffe://a/b/clock2",
      "spiffe://a/xclock",
      "spiffe://a/clock/",
      "spiffe://a/clock/b",
      "spiffe:///clock",
      "spiffe://a//clock",
      "spiffe://a/../clock",
      "spiffe://a/./clock",
      "spiffe://a/b?/clock",
      "spiffe://a/%62/clock",
      "spiffe://a@b/clock",
      "SPIFFE://a/clock",
      "https://a/clock",
      "xspiffe://a/clock",
      "spiffe://a/clock\n",
      `spiffe://${"a".repeat(2048)}/clock`,
    ]) {
      assert.ok(!matches("spiffe://*/**/clock", identity), identity);
    }
    assert.ok(!matches("spiffe://a/*/clock", "spiffe://a/clock"));
    assert.ok(!matches("spiffe://a.b/clock", "spiffe://axb/clock"));
  });

  it("answers at once for a long identity that matches nothing", () => {
    assert.ok(!matches("spiffe://*/**/clock", `spiffe://a${"/clock".repeat(330)}/x`));
  });

  it("refuses what is no pattern", () => {
    for (const pattern of [
      "",
      "clock",
      "spiffe://",
      "spiffe://a/",
      "spiffe://a//b",
      "spiffe://**/a",
      "spiffe://a/cl*",
    ]) {
      assert.throws(() => compileIdentityPattern(pattern), /is no pattern of SPIFFE IDs/, pattern);
    }
  });
});
