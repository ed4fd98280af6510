import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  HealthCheckRequestSchema,
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
  Health as HealthDesc,
  type HealthListResponse,
} from "@flotilla/contract/grpc/health/v1/health";
import { newCall } from "../../test/new-call.ts";
import { Fault } from "../fault.ts";
import { Health } from "../health.ts";
import { createHealthService } from "./health-service.ts";

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus;

/** The service's rpcs over a health whose one part can be broken. */
function createFixture(names: readonly string[] = ["users"]) {
  let isBroken = false;
  const check = async () => {
    if (isBroken) throw new Error("disk full");
  };
  const health = new Health([{ name: "store", check }]);
  health.phase = "serving";
  const { routes } = createHealthService(health, names);
  const open = (rpc: string, service = "") => {
    const route = routes.find(({ method }) => method.name === rpc)!;
    const call = newCall(route.method);
    return { call, opened: route.handler(create(HealthCheckRequestSchema, { service }), call) };
  };
  const breakStore = (broken: boolean) => {
    isBroken = broken;
  };
  return { health, routes, open, breakStore };
}

const statusOf = async (opened: unknown) => ((await opened) as HealthCheckResponse).status;

describe("grpc.health.v1", () => {
  it("checks the process, under the empty name and each that is declared", async () => {
    const { open, breakStore, health } = createFixture();
    assert.equal(await statusOf(open("Check").opened), SERVING);
    assert.equal(await statusOf(open("Check", "users").opened), SERVING);
    breakStore(true);
    assert.equal(await statusOf(open("Check").opened), NOT_SERVING);
    breakStore(false);
    health.phase = "draining";
    assert.equal(await statusOf(open("Check", "users").opened), NOT_SERVING);
  });

  it("refuses to check an unknown name", async () => {
    const { open } = createFixture();
    const expected = { code: "not_found", reason: "UNKNOWN_SERVICE", message: "unknown service" };
    await assert.rejects(async () => open("Check", HealthDesc.typeName).opened, expected);
  });

  it("lists every name", async () => {
    const { open } = createFixture(["a", "b"]);
    const { statuses } = (await open("List").opened) as HealthListResponse;
    assert.deepEqual(
      Object.entries(statuses).map(([name, { status }]) => [name, status]),
      [
        ["", SERVING],
        ["a", SERVING],
        ["b", SERVING],
      ],
    );
  });

  it("tells a watcher of each change, and ends when the doors close", async () => {
    const { open, health } = createFixture();
    const iterator = ((await open("Watch").opened) as AsyncIterable<HealthCheckResponse>)[Symbol.asyncIterator]();
    const next = async () => (await iterator.next()).value.status;
    assert.equal(await next(), SERVING);
    const changed = next();
    health.phase = "draining";
    assert.equal(await changed, NOT_SERVING);
    const ended = next();
    health.phase = "closing";
    await assert.rejects(ended, (thrown) => thrown instanceof Fault && thrown.code === "unavailable");
  });

  it("keeps a watcher of an unknown name waiting", async () => {
    const { open, health } = createFixture();
    const { call, opened } = open("Watch", "nobody");
    const iterator = ((await opened) as AsyncIterable<HealthCheckResponse>)[Symbol.asyncIterator]();
    assert.equal((await iterator.next()).value.status, SERVICE_UNKNOWN);
    const waiting = iterator.next();
    health.phase = "draining";
    call.abort(new Fault({ code: "cancelled", reason: "CANCELLED", message: "gone" }));
    await assert.rejects(waiting);
  });

  it("is an operations service", () => {
    const { routes } = createFixture();
    assert.ok(routes.length > 0 && routes.every(({ method }) => method.policy.isOps && method.policy.isPublic));
  });
});
