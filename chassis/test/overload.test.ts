import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { createClient, type Transport } from "@connectrpc/connect";
import { ToilService } from "@flotilla/contract/flotilla/test/v1/toil";
import { assertFault, connections, type StartedApp, startApp } from "@flotilla/testkit";
import { createToil } from "@flotilla/testkit/toil";
import { LoadShedder } from "../src/load/load-shedder.ts";
import { ManualLoop, overload } from "./manual-loop.ts";

const refused = { code: "resource_exhausted", reason: "OVERLOADED" } as const;

describe("an overloaded process", () => {
  let loop: ManualLoop;
  let started: StartedApp;

  beforeEach(async () => {
    loop = new ManualLoop();
    const shedder = new LoadShedder(loop);
    overload(loop, shedder);
    started = await startApp(createToil(), { shedder });
  });

  afterEach(() => started.app.stop());

  async function use(name: keyof typeof connections, run: (transport: Transport) => Promise<void>): Promise<void> {
    const connection = connections[name](started);
    try {
      await run(connection.transport);
    } finally {
      connection.close();
    }
  }

  for (const name of ["rest", "grpc", "grpc-web", "grpc-web-h2", "connect", "connect-h2"] as const) {
    it(`refuses calls over ${name}`, () =>
      use(name, async (transport) => {
        const toil = createClient(ToilService, transport);
        for (const _ of [1, 2, 3]) await assertFault(toil.toil({}), refused);
      }));
  }

  for (const name of ["grpc", "grpc-web", "connect"] as const) {
    it(`refuses to open streams over ${name}`, () =>
      use(name, async (transport) => {
        const stream = createClient(ToilService, transport).toilOn({ times: 1 });
        await assertFault(Array.fromAsync(stream), refused);
      }));
  }

  it("answers 503 with a problem and a time to come back after", async () => {
    const response = await fetch(`${started.url}/v1/toil`);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.match(response.headers.get("retry-after") ?? "", /^[12]$/);
    const { title, status, code, reason } = (await response.json()) as Record<string, unknown>;
    assert.deepEqual([title, status, code, reason], ["Service Unavailable", 503, refused.code, refused.reason]);
  });

  it("answers Connect as its table has it, with the same time", async () => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${started.url}/${ToilService.typeName}/Toil`, {
      method: "POST",
      headers,
      body: "{}",
    });
    assert.equal(response.status, 429);
    assert.match(response.headers.get("retry-after") ?? "", /^[12]$/);
    assert.equal(((await response.json()) as { code: string }).code, "resource_exhausted");
  });

  it("tells gRPC's clients when to retry", () =>
    use("grpc", async (transport) => {
      const error = await createClient(ToilService, transport)
        .toil({})
        .catch((thrown: unknown) => thrown as { metadata: Headers });
      const pushbackMs = Number((error as { metadata: Headers }).metadata.get("grpc-retry-pushback-ms"));
      assert.ok(pushbackMs >= 500 && pushbackMs <= 2000, `${pushbackMs} ms`);
    }));

  it("answers for its health and its metrics all the same", async () => {
    for (const path of ["/healthz", "/readyz", "/version"]) {
      assert.equal((await fetch(`${started.url}${path}`)).status, 200, path);
    }
    const headers = { "content-type": "application/json" };
    const health = await fetch(`${started.url}/grpc.health.v1.Health/Check`, { method: "POST", headers, body: "{}" });
    assert.deepEqual(await health.json(), { status: "SERVING" });
  });

  it("counts what it refuses like any other call", async () => {
    for (const _ of [1, 2]) await (await fetch(`${started.url}/v1/toil`)).text();
    const text = await (await fetch(`${started.url}/metrics`)).text();
    assert.match(text, /rpc_shed_total\{service="flotilla.test.v1.ToilService",reason="OVERLOADED"\} 2/);
    assert.match(text, /http_requests_total\{method="GET",path="\/v1\/toil",status="503"\} 2/);
    assert.match(text, /rpc_server_duration_seconds_count\{[^}]*method="Toil"[^}]*code="resource_exhausted"\} 2/);
  });

  it("serves what comes from within, and everything once there is less to do", async () => {
    const inside = connections.memory(started);
    assert.equal((await createClient(ToilService, inside.transport).toil({})).text, "done");
    for (let turn = 0; turn < 60; turn++) {
      loop.turn(1, 9);
      await (await fetch(`${started.url}/v1/toil`)).text();
    }
    assert.equal((await fetch(`${started.url}/v1/toil`)).status, 200);
  });
});
