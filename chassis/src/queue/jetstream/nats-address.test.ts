import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseNatsAddress } from "./nats-address.ts";

describe("parseNatsAddress", () => {
  it("reads user, password and servers", () => {
    assert.deepEqual(parseNatsAddress("nats://campus:p%40ss%2Fword@one:4333, nats://two,three:4444"), {
      servers: ["one:4333", "two:4222", "three:4444"],
      user: "campus",
      password: "p@ss/word",
      isSecure: false,
    });
  });

  it("takes a user without a password for a token's bearer", () => {
    const { user, password } = parseNatsAddress("nats://t0ken@one");
    assert.deepEqual([user, password], ["t0ken", undefined]);
  });

  it("knows TLS and IPv6", () => {
    const { servers, isSecure } = parseNatsAddress("tls://[::1]:4223");
    assert.deepEqual([servers, isSecure], [["[::1]:4223"], true]);
  });
});
