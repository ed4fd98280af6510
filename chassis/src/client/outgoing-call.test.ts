import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EchoService } from "@flotilla/contract/flotilla/test/v1/echo";
import { ManualClock } from "../../test/manual-clock.ts";
import { Fault } from "../fault.ts";
import { protoCodec } from "../protocol/codec.ts";
import { Channel, type ChannelDefaults } from "./channel.ts";
import { createClient } from "./client.ts";
import { grpcClient } from "./grpc/protocol.ts";
import type { Wire, WireAnswer, WireExchange, WireRequest } from "./wire/wire.ts";
import { WireError } from "./wire/wire-error.ts";

const lost = (init: { isUnprocessed?: boolean; resetCode?: number }) => {
  const cause = new WireError("it went away", init);
  return new Fault({ code: "unavailable", reason: "PEER_UNREACHABLE", message: "it went away", cause });
};

/** A wire in memory whose exchanges wait until the test, or a cancel, ends them. */
class SilentWire implements Wire {
  readonly httpVersion = 2;
  readonly state = "ready";
  readonly failure = undefined;
  readonly requests: WireRequest[] = [];
  cancelled = 0;
  fail: (fault: Fault) => void = () => {};

  send(request: WireRequest): WireExchange {
    const answer = Promise.withResolvers<WireAnswer>();
    this.fail = answer.reject;
    this.requests.push(request);
    const cancel = () => {
      this.cancelled++;
      answer.reject(lost({}));
    };
    return { answer: answer.promise, write: () => undefined, end: () => undefined, cancel };
  }

  connect(): void {}

  close(): void {}
}

function startEcho(defaults: ChannelDefaults = {}) {
  const wire = new SilentWire();
  const clock = new ManualClock();
  const echo = createClient(
    EchoService,
    new Channel({ protocol: grpcClient, toCodec: () => protoCodec, wire, clock, ...defaults }),
  );
  return { wire, clock, echo };
}

describe("a call on its way", () => {
  it("ends at its own deadline, else at the channel's, and cancels the exchange", async () => {
    for (const [options, waitMs] of [
      [{ timeoutMs: 100 }, 100],
      [{}, 500],
    ] as const) {
      const { wire, clock, echo } = startEcho({ timeoutMs: 500 });
      const call = echo.say({}, options);
      clock.advance(waitMs - 1);
      assert.equal(wire.cancelled, 0);
      clock.advance(1);
      await assert.rejects(call, { code: "deadline_exceeded", message: `No answer came within ${waitMs} ms.` });
      assert.ok(wire.cancelled > 0);
      assert.equal(wire.requests[0]?.headers["grpc-timeout"], `${waitMs}000u`);
      assert.equal(clock.waiting, 0);
    }
  });

  it("tells people whole milliseconds, though what is left of a deadline seldom is", async () => {
    const { clock, echo } = startEcho();
    const call = echo.say({}, { timeoutMs: 399.998377 });
    clock.advance(400);
    await assert.rejects(call, { message: "No answer came within 400 ms." });
  });

  it("sets no timer that cannot hold its deadline", async () => {
    const { wire, clock, echo } = startEcho();
    const call = echo.say({}, { timeoutMs: 2 ** 40 });
    assert.equal(clock.waiting, 0);
    wire.fail(lost({}));
    await assert.rejects(call, { code: "unavailable" });
  });

  it("sends nothing when it has ended before", async () => {
    const { wire, echo } = startEcho();
    await assert.rejects(echo.say({}, { timeoutMs: 0 }), { code: "deadline_exceeded" });
    await assert.rejects(echo.say({}, { signal: AbortSignal.abort() }), { code: "cancelled" });
    assert.equal(wire.requests.length, 0);
  });

  it("fails with the Fault that its signal gives as the reason", async () => {
    const { echo } = startEcho();
    const draining = new Fault({ code: "unavailable", reason: "DRAINING", message: "stopping" });
    const abort = new AbortController();
    const call = echo.say({}, { signal: abort.signal });
    abort.abort(draining);
    await assert.rejects(call, draining);
  });

  it("tells through the cause whether the peer has looked at the request", async () => {
    for (const isUnprocessed of [true, false]) {
      const { wire, echo } = startEcho();
      const call = echo.say({});
      wire.fail(lost({ isUnprocessed }));
      await assert.rejects(call, ({ code, cause }: Fault) => {
        assert.ok(cause instanceof WireError);
        assert.deepEqual([code, cause.isUnprocessed], ["unavailable", isUnprocessed]);
        return true;
      });
    }
  });

  it("reads from the code of a reset what became of it", async () => {
    const codes = { 0: "internal", 2: "internal", 7: "unavailable", 8: "cancelled", 11: "resource_exhausted" };
    for (const [resetCode, code] of Object.entries(codes)) {
      const { wire, echo } = startEcho();
      const call = echo.say({});
      wire.fail(lost({ resetCode: Number(resetCode) }));
      await assert.rejects(call, { code });
    }
  });

  it("takes a reset that crosses its deadline for the deadline", async () => {
    let now = 0;
    const { wire, echo } = startEcho({ clock: { now: () => now, after: () => () => {} } });
    const call = echo.say({}, { timeoutMs: 100 });
    now = 100;
    wire.fail(lost({ resetCode: 8 }));
    await assert.rejects(call, { code: "deadline_exceeded" });
  });

  it("sends its own headers over the channel's, and the protocol's over both", async () => {
    const { wire, echo } = startEcho({ headers: { "x-a": "channel", "x-b": "channel" }, timeoutMs: 5 });
    void echo.say({}, { headers: { "x-b": "call", "content-type": "text/plain" } }).catch(() => undefined);
    const { "x-a": a, "x-b": b, "content-type": type } = wire.requests[0]!.headers;
    assert.deepEqual([a, b, type], ["channel", "call", "application/grpc+proto"]);
  });
});
