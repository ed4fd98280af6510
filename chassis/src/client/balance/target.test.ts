import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { findFreePort } from "@flotilla/testkit/free-port";
import { createTestCa, type TestCa } from "@flotilla/testkit/test-ca";
import { balance } from "../../../test/balance.ts";
import { startNamedPeer } from "../../../test/named-peer.ts";
import { newTelemetry } from "../../../test/new-telemetry.ts";
import { chassisFields } from "../../config/chassis-fields.ts";
import { readConfig } from "../../config/read-config.ts";
import { createTarget } from "./target.ts";

const protocols = ["grpc", "connect"];

/** Every name leads to this machine. */
const lookup = async () => ["127.0.0.1"];

for (const protocol of protocols) {
  describe(`a single address by ${protocol}`, { timeout: 120_000 }, () => {
    const env = { CLIENT_PROTOCOL: protocol };

    it("is called, and pays for no balancing", async () => {
      await using peer = await startNamedPeer("one");
      using single = balance([peer.url, peer.url], { env });
      single.target.start();
      assert.equal(single.clock.waiting, 0);
      assert.deepEqual(await single.ask(3), ["one", "one", "one"]);
      single.target.check();
      assert.equal(single.telemetry.metrics.getSingleMetric("rpc_client_addresses"), undefined);
    });

    it("says why it cannot be called, and finds out by itself that it can again", async () => {
      const port = await findFreePort();
      using single = balance([`http://127.0.0.1:${port}`], { env });
      single.target.check();
      await assert.rejects(single.toil.toil({}), { code: "unavailable" });
      assert.throws(() => single.target.check(), /toil cannot be reached: .*ECONNREFUSED/);
      await using peer = await startNamedPeer("back", { PORT: String(port) });
      assert.equal(single.telemetry.written.filter((line) => line.includes("address out of reach")).length, 1);
      single.clock.advance(1200);
      for (;;) {
        try {
          single.target.check();
          break;
        } catch {
          await new Promise(setImmediate);
        }
      }
      assert.deepEqual([await single.ask(1), peer.port], [["back"], port]);
      assert.match(single.telemetry.written.join(), /address out of reach.*address back in reach/s);
    });

    it("is tried again within 2.4 s, however long it was away", async () => {
      const port = await findFreePort();
      using single = balance([`http://127.0.0.1:${port}`], { env });
      for (let turn = 0; turn < 20; turn++) {
        assert.deepEqual(await single.ask(1), ["unavailable"]);
        single.clock.advance(2400);
      }
      await using peer = await startNamedPeer("back", { PORT: String(port) });
      assert.deepEqual([await single.ask(1), peer.port], [["back"], port]);
    });
  });
}

it("asks for no identity where none is shown: in cleartext", () => {
  const identity = "spiffe://example.org/places";
  const settings = readConfig(chassisFields, {});
  const options = { name: "places", settings, telemetry: newTelemetry(), urls: ["http://127.0.0.1:1"], identity };
  assert.throws(() => createTarget(options), { name: "ConfigError", message: /places needs https:\/\/ URLs/ });
});

describe("the name of a URL", { timeout: 120_000 }, () => {
  let ca: TestCa;

  before(async () => {
    ca = await createTestCa();
  });

  after(() => ca[Symbol.dispose]());

  it("is the Host of requests over HTTP/1.1, wherever it leads", async () => {
    await using peer = await startNamedPeer("named");
    using target = balance([`http://toil.test:${peer.port}`], { lookup, env: { CLIENT_PROTOCOL: "connect" } });
    assert.deepEqual(await target.ask(1), ["named"]);
    assert.equal(peer.lastHost, `toil.test:${peer.port}`);
  });

  it("is the :authority of requests over HTTP/2, wherever it leads", async () => {
    let authority: string | undefined;
    const server = createServer().on("stream", (stream: ServerHttp2Stream, headers) => {
      authority = headers[":authority"];
      const trailersOnly = { ":status": 200, "content-type": "application/grpc", "grpc-status": "5" };
      stream.respond(trailersOnly, { endStream: true });
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    using target = balance([`http://toil.test:${port}`], { lookup });
    assert.deepEqual(await target.ask(1), ["not_found"]);
    assert.equal(authority, `toil.test:${port}`);
    target.target.close();
    server.close();
    await once(server, "close");
  });

  for (const protocol of protocols) {
    it(`is the one that a certificate must have by ${protocol}`, async () => {
      const names = [{ type: "dns", value: "toil.test" }] as const;
      const { env } = await ca.issue("toil", { names });
      await using peer = await startNamedPeer("secure", env);
      const client = { CLIENT_PROTOCOL: protocol, TLS_CA_FILE: ca.caFile };
      using right = balance([`https://toil.test:${peer.port}`], { lookup, env: client });
      assert.deepEqual(await right.ask(1), ["secure"]);
      using wrong = balance([`https://other.test:${peer.port}`], { lookup, env: client });
      await assert.rejects(wrong.toil.toil({}), { code: "unavailable", message: /other\.test/ });
    });
  }
});
