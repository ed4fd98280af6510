import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { ManualClock } from "../../../test/manual-clock.ts";
import { ScriptedCaller } from "../../../test/scripted-caller.ts";
import { Fault, type FaultCode } from "../../fault.ts";
import { createClient } from "../client.ts";
import { Breaker } from "./breaker.ts";
import { circuitBreaker } from "./circuit-breaker.ts";
import { Refusal } from "./refusal.ts";

describe("circuitBreaker", () => {
  function create20(code: FaultCode) {
    const clock = new ManualClock(0);
    const breaker = new Breaker({ clock, random: () => 0 });
    let fault: Fault | undefined = new Fault({ code, reason: code.toUpperCase(), message: "As the peer says." });
    const peer = new ScriptedCaller(() => {
      clock.advance(50);
      if (fault) throw fault;
      return create(NoteSchema, {});
    });
    const client = createClient(RetryService, circuitBreaker(breaker, clock)(peer));
    const mend = () => {
      fault = undefined;
    };
    const failAll = async () => {
      for (let index = 0; index < 20; index++) await assert.rejects(client.write({}), { code });
    };
    return { clock, breaker, peer, client, mend, failAll };
  }

  it("opens when the peer fails, and refuses calls without sending them", async () => {
    for (const code of ["unavailable", "internal", "unknown", "data_loss", "deadline_exceeded"] as const) {
      const { client, peer, breaker, failAll } = create20(code);
      await failAll();
      assert.equal(breaker.state, "open", code);
      await assert.rejects(client.write({}), (fault: Fault) => {
        assert.equal(fault.code, "unavailable");
        assert.equal(fault.retryAfterMs, 1000);
        assert.ok(fault.cause instanceof Refusal);
        assert.equal(fault.cause.policy, "circuit_breaker");
        return true;
      });
      assert.equal(peer.attempts.length, 20);
    }
  });

  it("stays closed when the peer turns calls away or refuses the request", async () => {
    for (const code of ["resource_exhausted", "invalid_argument", "not_found", "cancelled", "aborted"] as const) {
      const { breaker, failAll } = create20(code);
      await failAll();
      assert.equal(breaker.state, "closed", code);
    }
  });

  it("closes when the peer is back", async () => {
    const { clock, client, breaker, mend, failAll } = create20("unavailable");
    await failAll();
    mend();
    clock.advance(1000);
    for (let index = 0; index < 3; index++) await client.write({});
    assert.equal(breaker.state, "closed");
  });

  it("closes by the first messages of streams that do not end", async () => {
    const { clock, client, breaker, mend, failAll } = create20("unavailable");
    await failAll();
    mend();
    clock.advance(1000);
    const streams = Array.from({ length: 3 }, () => client.watch({})[Symbol.asyncIterator]());
    for (const stream of streams) await stream.next();
    assert.equal(breaker.state, "closed");
  });
});
