// A real nginx with the generated routes: before servers that only say who they are, and before the real fleet.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { createClient } from "@connectrpc/connect";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { connections, type StartedApp, type TransportName } from "@flotilla/testkit";
import { findProgram } from "@flotilla/testkit/find-program";
import { type StartedService, startService } from "@flotilla/testkit/start-service";
import { readFleet } from "../generate/fleet.ts";
import { type StartedGateway, startGateway } from "./test/start-gateway.ts";
import { type Signposts, startSignposts } from "./test/start-signposts.ts";

const skip = findProgram("nginx").missing;
const fleet = readFleet();
const publicServices = fleet.services.filter(({ isPublic }) => isPublic);

describe("the routes of nginx", { skip }, () => {
  let signposts: Signposts;
  let gateway: StartedGateway;
  before(async () => {
    signposts = await startSignposts(publicServices.map(({ name }) => name));
    gateway = await startGateway(fleet, signposts.toAddress);
  });
  after(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await signposts?.[Symbol.asyncDispose]();
  });
  const ask = async (method: string, path: string) => {
    const answer = await fetch(`${gateway.httpUrl}${path}`, { method });
    return answer.ok ? answer.text() : answer.status;
  };

  for (const { name, rpcs } of publicServices) {
    for (const { method, bindings } of rpcs) {
      for (const { verb, template } of bindings) {
        it(`lead ${verb} ${template.text} to ${name}`, async () => {
          assert.equal(await ask(verb, template.text.replaceAll(/\{[^}]*\}/g, "some")), name);
        });
      }
      const isHidden = method.policy.subscription !== undefined;
      it(`lead ${method.path} ${isHidden ? "nowhere" : `to ${name}`}`, async () => {
        assert.equal(await ask("POST", method.path), isHidden ? 404 : name);
      });
    }
  }

  it("end where nobody is", async () => {
    for (const path of ["/metrics", "/readyz", "/api/students2", "/nothing"]) {
      assert.equal(await ask("GET", path), 404, path);
    }
  });
});

describe("nginx in front of the fleet", { skip }, () => {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-data-"));
  let served: StartedService;
  let gateway: StartedGateway;
  before(async () => {
    served = await startService("fleet", { env: { DATA_DIR: folder } });
    gateway = await startGateway(fleet, () => new URL(served.url).host);
  });
  after(async () => {
    await gateway?.[Symbol.asyncDispose]();
    await served?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  it("passes requests and answers on as they are", async () => {
    const body = JSON.stringify({ name: "Ada", first_name: "Ada", last_name: "Lovelace", course_ids: [] });
    const headers = { "content-type": "application/json", traceparent };
    const answer = await fetch(`${gateway.httpUrl}/api/students`, { method: "POST", headers, body });
    assert.equal(answer.status, 201);
    assert.match(answer.headers.get("location") ?? "", /^\/api\/students\/[\w-]+$/);
    const found = await fetch(`${gateway.httpUrl}${answer.headers.get("location")}`, { headers });
    assert.equal(((await found.json()) as { data: { name: string } }).data.name, "Ada");
    const wrong = await fetch(`${gateway.httpUrl}/api/students`, { method: "DELETE" });
    assert.deepEqual([wrong.status, wrong.headers.get("allow")?.includes("POST")], [405, true]);
  });

  for (const name of ["grpc", "grpc-web", "connect"] as const satisfies readonly TransportName[]) {
    it(`passes ${name} on`, async () => {
      const url = name === "grpc" ? gateway.grpcUrl : gateway.httpUrl;
      const connection = connections[name]({ url } as StartedApp);
      const { message } = await createClient(HelloService, connection.transport).getHello({});
      connection.close();
      assert.equal(message, "Hello, World!");
    });
  }
});

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
