import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { ManualClock } from "../../../test/manual-clock.ts";
import { newTelemetry } from "../../../test/new-telemetry.ts";
import { ScriptedCaller } from "../../../test/scripted-caller.ts";
import { chassisFields } from "../../config/chassis-fields.ts";
import { readConfig } from "../../config/read-config.ts";
import { Fault } from "../../fault.ts";
import { createClient } from "../client.ts";
import { Dependency } from "../dependency.ts";

describe("the breaker and the limit of a dependency", () => {
  function start(env: Record<string, string> = {}) {
    const clock = new ManualClock(0);
    const telemetry = newTelemetry();
    let isWell = false;
    const peer = new ScriptedCaller(() => {
      if (isWell) return create(NoteSchema, {});
      throw new Fault({ code: "unavailable", reason: "UNAVAILABLE", message: "Not now." });
    });
    const settings = readConfig(chassisFields, { PORT: "0", ...env });
    const options = { settings, telemetry, clock, random: () => 0 };
    const client = createClient(RetryService, new Dependency({ ...options, name: "places", caller: peer }));
    const mend = () => {
      isWell = true;
    };
    const failAll = async (count: number) => {
      for (let index = 0; index < count; index++) await assert.rejects(client.write({}), { code: "unavailable" });
    };
    const readGauge = async (name: string) => {
      const line = (await telemetry.metrics.metrics()).split("\n").find((one) => one.startsWith(`${name}{`));
      return line;
    };
    return { clock, telemetry, peer, options, client, mend, failAll, readGauge };
  }

  it("show how they are, each dependency for itself", async () => {
    const { options, failAll, readGauge, telemetry } = start();
    new Dependency({ ...options, name: "students", caller: new ScriptedCaller(() => assert.fail()) });
    assert.equal(await readGauge("rpc_client_breaker_state"), 'rpc_client_breaker_state{target="places"} 0');
    assert.equal(await readGauge("rpc_client_limit"), 'rpc_client_limit{target="places"} 1000');
    assert.equal(await readGauge("rpc_client_in_flight"), 'rpc_client_in_flight{target="places"} 0');
    const waiting = failAll(1);
    assert.equal(await readGauge("rpc_client_in_flight"), 'rpc_client_in_flight{target="places"} 1');
    await waiting;
    await failAll(19);
    assert.equal(await readGauge("rpc_client_breaker_state"), 'rpc_client_breaker_state{target="places"} 2');
    assert.match(await telemetry.metrics.metrics(), /rpc_client_breaker_state\{target="students"\} 0/);
  });

  it("name the dependency when they refuse a call", async () => {
    const { client, failAll, peer } = start();
    await failAll(20);
    await assert.rejects(client.write({}), { code: "unavailable", reason: "PLACES_UNAVAILABLE", retryAfterMs: 1000 });
    assert.equal(peer.attempts.length, 20);
  });

  it("log each change of the breaker", async () => {
    const { clock, telemetry, client, mend, failAll } = start();
    await failAll(20);
    mend();
    clock.advance(1000);
    for (let index = 0; index < 3; index++) await client.write({});
    const lines = telemetry.written.map((line) => JSON.parse(line)).filter(({ msg }) => msg.includes("breaker"));
    assert.deepEqual(
      lines.map(({ level, msg, target, pause_ms }) => [level, msg, target, pause_ms]),
      [
        ["warn", "circuit breaker opened", "places", 1000],
        ["info", "circuit breaker half-open", "places", undefined],
        ["info", "circuit breaker closed", "places", undefined],
      ],
    );
  });

  it("can be switched off", async () => {
    const { peer, failAll, readGauge } = start({ CLIENT_BREAKER: "false", CLIENT_LIMIT: "false" });
    await failAll(40);
    assert.equal(peer.attempts.length, 40);
    for (const name of ["rpc_client_breaker_state", "rpc_client_limit", "rpc_client_in_flight"]) {
      assert.equal(await readGauge(name), undefined);
    }
  });
});
