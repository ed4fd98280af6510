import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { newCall } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import type { Call } from "../call.ts";
import type { Handler } from "../handler.ts";
import { toMethod } from "../method.ts";
import { parseCacheName } from "./cache-name.ts";
import { remindToTouch } from "./remind-to-touch.ts";

const method = toMethod(UsersService.method.deleteUser);

/** Makes `users.{id}` and `users.by_name.{name}` stale; its requests have an id only. */
function setUp(handler: Handler) {
  const telemetry = newTelemetry();
  const names = ["users.{id}", "users.by_name.{name}"].map(parseCacheName);
  const reminded = remindToTouch(handler, method, names, telemetry.log);
  const run = async () => reminded(create(method.input), newCall(method));
  return { run, written: telemetry.written };
}

describe("a handler whose contract has placeholders that its request does not fill", () => {
  it("is told of once when it does not fill them", async () => {
    const { run, written } = setUp(() => create(method.output));
    await run();
    await run();
    assert.equal(written.length, 1);
    const { level, rpc, untold } = JSON.parse(written[0]!);
    assert.deepEqual([level, rpc, untold], ["error", method.path, ["name"]]);
  });

  it("is not when it fills them, be it with nothing, or fails", async () => {
    let touch = (_call: Call): void => assert.fail("it failed");
    const { run, written } = setUp((_request, call) => {
      touch(call);
      return create(method.output);
    });
    await assert.rejects(run(), /it failed/);
    touch = (call) => call.touch({ name: ["Ann"] });
    await run();
    touch = (call) => call.touch({ name: [] });
    await run();
    assert.deepEqual(written, []);
  });

  it("is left alone when its request has all of them", () => {
    const next = () => create(method.output);
    assert.equal(remindToTouch(next, method, [parseCacheName("users.{id}")], newTelemetry().log), next);
  });
});
