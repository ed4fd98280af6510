import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Health } from "@flotilla/contract/grpc/health/v1/health";
import { UserService } from "@flotilla/contract/user/user";
import { Histogram, Registry } from "@prometheus-io/client";
import { registerGrpcServerFamilies } from "./grpc-server-families.ts";

function createRegistry() {
  const registry = new Registry();
  const labelNames = ["service", "method", "transport", "code"];
  const name = "rpc_server_duration_seconds";
  const calls = new Histogram({ name, help: "h", labelNames, registers: [registry] });
  registerGrpcServerFamilies(registry, [UserService, Health]);
  const end = (method: string, code: string, transport = "grpc") =>
    calls.observe({ service: "user.UserService", method, transport, code }, 0.01);
  const read = async () => (await registry.metrics()).split("\n").filter((line) => line.startsWith("grpc_server_"));
  return { registry, end, read };
}

describe("registerGrpcServerFamilies", () => {
  it("has a zero for every rpc and code before the first call", async () => {
    const lines = await createRegistry().read();
    const rpcs = UserService.methods.length + Health.methods.length;
    const countOf = (family: string) => lines.filter((line) => line.startsWith(`${family}{`)).length;
    assert.equal(countOf("grpc_server_started_total"), rpcs);
    assert.equal(countOf("grpc_server_msg_received_total"), rpcs);
    assert.equal(countOf("grpc_server_msg_sent_total"), rpcs);
    assert.equal(countOf("grpc_server_handled_total"), rpcs * 17);
    assert.ok(lines.every((line) => line.endsWith(" 0")));
    const labels = 'grpc_type="unary",grpc_service="user.UserService",grpc_method="Create",grpc_code="InvalidArgument"';
    assert.ok(lines.includes(`grpc_server_handled_total{${labels}} 0`));
    assert.ok(lines.some((line) => line.includes('grpc_type="server_stream",grpc_service="grpc.health.v1.Health"')));
  });

  it("counts calls through gRPC doors alone, by code, and again the same at the next scrape", async () => {
    const { end, read } = createRegistry();
    for (const code of ["ok", "ok", "invalid_argument", "cancelled"]) end("Create", code);
    end("Create", "ok", "grpc_web");
    end("Create", "ok", "connect");
    await read();
    const counted = (await read()).filter((line) => !line.endsWith(" 0"));
    const create = 'grpc_type="unary",grpc_service="user.UserService",grpc_method="Create"';
    assert.deepEqual(counted.sort(), [
      `grpc_server_handled_total{${create},grpc_code="Canceled"} 1`,
      `grpc_server_handled_total{${create},grpc_code="InvalidArgument"} 1`,
      `grpc_server_handled_total{${create},grpc_code="OK"} 3`,
      `grpc_server_msg_received_total{${create}} 5`,
      `grpc_server_msg_sent_total{${create}} 3`,
      `grpc_server_started_total{${create}} 5`,
    ]);
  });
});
