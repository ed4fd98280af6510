import assert from "node:assert/strict";
import { it } from "node:test";
import type { OutgoingCall } from "../outgoing-call.ts";
import { toGetTarget } from "./get-target.ts";

const call = (codec: "proto" | "json") => ({ path: "/a.B/C", codec: { name: codec } }) as OutgoingCall;

it("writes protobuf in URL-safe base64 and JSON as text", () => {
  const target = toGetTarget(call("proto"), Uint8Array.of(255, 254, 253, 252), false);
  assert.equal(target, "/a.B/C?connect=v1&base64=1&encoding=proto&message=__79_A");
  const json = toGetTarget(call("json"), Buffer.from('{"text":"é & b"}'), false);
  assert.equal(json, "/a.B/C?connect=v1&encoding=json&message=%7B%22text%22%3A%22%C3%A9%20%26%20b%22%7D");
});

it("writes what is compressed in base64, whatever it was", () => {
  const target = toGetTarget(call("json"), Uint8Array.of(1, 2, 3), true);
  assert.equal(target, "/a.B/C?connect=v1&base64=1&compression=gzip&encoding=json&message=AQID");
});

it("gives up on a message that makes the target longer than servers take", () => {
  assert.ok(toGetTarget(call("proto"), new Uint8Array(6000), false));
  assert.equal(toGetTarget(call("proto"), new Uint8Array(6144), false), undefined);
});
