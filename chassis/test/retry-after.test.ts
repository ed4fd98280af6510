import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ConnectError, createClient } from "@connectrpc/connect";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { RetryInfoSchema } from "@flotilla/contract/google/rpc/error_details";
import { connections, type StartedApp, startApp } from "@flotilla/testkit";
import { Fault } from "../src/fault.ts";
import { implement } from "../src/service.ts";

const away = new Fault({ code: "unavailable", reason: "TESTED", message: "It is away.", retryAfterMs: 1500 });
const fail = () => Promise.reject(away);
const module = {
  name: "away",
  services: [implement(HelloService, { getHello: fail })],
  parts: [],
};

/** What a caller is told of {@link away}. */
async function refuse(started: StartedApp, name: keyof typeof connections): Promise<ConnectError> {
  const connection = connections[name](started);
  try {
    return ConnectError.from(
      await createClient(HelloService, connection.transport)
        .getHello({})
        .catch((error) => error),
    );
  } finally {
    connection.close();
  }
}

describe("a Fault that knows when to come back", () => {
  let started: StartedApp;

  before(async () => {
    started = await startApp(module);
  });
  after(() => started.app.stop());

  for (const name of ["grpc", "grpc-web", "grpc-web-h2", "connect", "connect-h2", "memory"] as const) {
    it(`says so over ${name} by google.rpc.RetryInfo`, async () => {
      const error = await refuse(started, name);
      const [info] = error.findDetails(RetryInfoSchema);
      assert.deepEqual([info?.retryDelay?.seconds, info?.retryDelay?.nanos], [1n, 500_000_000]);
    });
  }

  it("says so to gRPC's own retries by grpc-retry-pushback-ms", async () => {
    for (const name of ["grpc", "grpc-web"] as const) {
      assert.equal((await refuse(started, name)).metadata.get("grpc-retry-pushback-ms"), "1500", name);
    }
  });

  it("says so in REST and Connect by Retry-After, in whole seconds and never too early", async () => {
    const post = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
    const rest = await fetch(`${started.url}/`);
    const connect = await fetch(`${started.url}/${HelloService.typeName}/GetHello`, post);
    for (const answer of [rest, connect]) {
      await answer.text();
      assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "2"], answer.url);
    }
  });
});
