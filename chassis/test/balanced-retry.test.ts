import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ToilService } from "@flotilla/contract/flotilla/test/v1/toil";
import { createClient } from "../src/client/client.ts";
import { Dependency } from "../src/client/dependency.ts";
import { chassisFields } from "../src/config/chassis-fields.ts";
import { readConfig } from "../src/config/read-config.ts";
import { startNamedPeer } from "./named-peer.ts";
import { newTelemetry } from "./new-telemetry.ts";

const rounds = 60;
/** Few enough for the retry budget, should a peer lose all of them. */
const atOnce = 4;

for (const clientProtocol of ["grpc", "connect"]) {
  describe(`a dependency with three addresses by ${clientProtocol}`, { timeout: 120_000 }, () => {
    it("answers every call while two of them stop, with few calls more", async () => {
      const drain = { DRAIN_TIMEOUT_MS: "10000" };
      await using a = await startNamedPeer("a", drain);
      await using b = await startNamedPeer("b", drain);
      await using c = await startNamedPeer("c", drain);
      const peers = [a, b, c];
      const settings = readConfig(chassisFields, { CLIENT_PROTOCOL: clientProtocol });
      const urls = peers.map(({ url }) => url);
      await using dependency = own(new Dependency({ name: "toil", settings, telemetry: newTelemetry(), urls }));
      const toil = createClient(ToilService, dependency);
      await dependency.start();
      for (let round = 0; round < rounds; round++) {
        if (round === 20) void b[Symbol.asyncDispose]();
        if (round === 40) void c[Symbol.asyncDispose]();
        const answers = await Promise.all(Array.from({ length: atOnce }, () => toil.toil({}, { timeoutMs: 10_000 })));
        assert.equal(answers.length, atOnce);
      }
      const served = peers.reduce((sum, { calls }) => sum + calls, 0);
      assert.ok(served <= 1.1 * rounds * atOnce, `${served} calls were served`);
    });
  });
}

function own(dependency: Dependency): Dependency & AsyncDisposable {
  return Object.assign(dependency, { [Symbol.asyncDispose]: () => dependency.stop() });
}
