import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { ToilRequestSchema, ToilService } from "@flotilla/contract/flotilla/test/v1/toil";
import { ManualClock } from "../../../test/manual-clock.ts";
import { Fault } from "../../fault.ts";
import { protoCodec } from "../../protocol/codec.ts";
import { Channel } from "../channel.ts";
import { grpcClient } from "../grpc/protocol.ts";
import type { Wire, WireAnswer } from "../wire/wire.ts";
import { Endpoint } from "./endpoint.ts";

const gone = new Fault({ code: "unavailable", reason: "PEER_UNREACHABLE", message: "It is gone." });

/** An endpoint on a wire without a peer, whose requests fail when the test says so. */
function setUp() {
  const answer = Promise.withResolvers<WireAnswer>();
  const told = { closed: 0, left: 0, verdicts: [] as string[] };
  const wire: Wire = {
    httpVersion: 2,
    state: "ready",
    failure: undefined,
    connect: () => undefined,
    send: () => ({ answer: answer.promise, write: () => undefined, end: () => undefined, cancel: () => undefined }),
    close: () => told.closed++,
  };
  const clock = new ManualClock();
  const endpoint = new Endpoint({
    address: { url: "http://toil.test", ip: "10.0.0.1" },
    open: () => new Channel({ protocol: grpcClient, toCodec: () => protoCodec, wire, clock }),
    clock,
    random: () => 0,
    onChange: () => undefined,
    onVerdict: (_endpoint, verdict) => told.verdicts.push(verdict),
  });
  const call = () => endpoint.caller.unary(ToilService.method.toil, create(ToilRequestSchema), {});
  const leave = () => endpoint.leave(() => told.left++);
  return { endpoint, told, call, leave, fail: () => answer.reject(gone) };
}

describe("Endpoint", () => {
  it("closes at once when it leaves without calls", () => {
    const { told, leave } = setUp();
    leave();
    assert.deepEqual([told.closed, told.left], [1, 1]);
  });

  it("closes with the last of its calls when it leaves with some", async () => {
    const { endpoint, told, call, leave, fail } = setUp();
    const calls = [call(), call()];
    assert.equal(endpoint.inFlight, 2);
    leave();
    assert.deepEqual([told.closed, told.left], [0, 0]);
    fail();
    await Promise.allSettled(calls);
    assert.deepEqual([told.closed, told.left, endpoint.inFlight], [1, 1, 0]);
  });

  it("tells what its calls say of it", async () => {
    const { told, call, fail } = setUp();
    const failing = call();
    fail();
    await assert.rejects(failing, { code: "unavailable" });
    assert.deepEqual(told.verdicts, ["unavailable"]);
  });
});
