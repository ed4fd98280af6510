import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAddress } from "./address.ts";

describe("parseAddress", () => {
  it("fills in the loopback address", () => {
    assert.deepEqual(parseAddress(":8000"), { host: "127.0.0.1", port: 8000, isLoopback: true });
  });

  it("knows loopback names and addresses from others", () => {
    for (const text of ["localhost:1", "127.1.2.3:1", "[::1]:1"]) assert.ok(parseAddress(text).isLoopback, text);
    for (const text of ["example.com:1", "10.0.0.1:1", "[2001:db8::1]:1", "127.evil.com:1", "localhost.evil.com:1"]) {
      assert.ok(!parseAddress(text).isLoopback, text);
    }
  });

  it("takes the brackets off an IPv6 address", () => {
    assert.equal(parseAddress("[2001:db8::1]:443").host, "2001:db8::1");
  });

  for (const text of [
    "",
    "foo",
    "foo:",
    ":",
    "a:b",
    "1:2:3",
    "::1:8000",
    "host:65536",
    "http://host:80",
    "a b:1",
    "a@b:1",
    "a%b:1",
    "a?b:1",
    "256.1.1.1:1",
    "[zz]:1",
  ]) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseAddress(text), /address should be of the form host:port or :port/);
    });
  }
});
