import { HealthCheckResponse_ServingStatus, Health as HealthDesc } from "@flotilla/contract/grpc/health/v1/health";
import type { Call } from "../call.ts";
import { Fault } from "../fault.ts";
import type { Health } from "../health.ts";
import { implement, type Service } from "../service.ts";
import { asOps } from "./as-ops.ts";
import { StatusWatch } from "./status-watch.ts";

const { SERVING, NOT_SERVING, SERVICE_UNKNOWN } = HealthCheckResponse_ServingStatus;

/**
 * grpc.health.v1 over the process's own health. It knows the empty name and `names`; Check answers any other with
 * UNKNOWN_SERVICE, Watch with SERVICE_UNKNOWN until the caller gives up.
 */
export function createHealthService(health: Health, names: readonly string[]): Service {
  const known = new Set(["", ...names]);
  const read = async () => ((await health.read()).status === "not_ready" ? NOT_SERVING : SERVING);
  return asOps(
    implement(HealthDesc, {
      check: async ({ service }) => {
        if (!known.has(service)) throw unknownService();
        return { status: await read() };
      },
      list: async () => {
        const status = await read();
        return { statuses: Object.fromEntries([...known].map((name) => [name, { status }])) };
      },
      watch: ({ service }, call) => watchStatus(health, call, known.has(service) ? read : async () => SERVICE_UNKNOWN),
    }),
  );
}

/** Answers the status at once and after each change, until the caller leaves or the doors close. */
async function* watchStatus(
  health: Health,
  call: Call,
  read: () => Promise<HealthCheckResponse_ServingStatus>,
): AsyncIterable<{ status: HealthCheckResponse_ServingStatus }> {
  using changes = new StatusWatch(health, call.signal);
  let last: HealthCheckResponse_ServingStatus | undefined;
  while (!call.signal.aborted && health.phase !== "closing") {
    const status = await read();
    if (status !== last) yield { status };
    last = status;
    await changes.next();
  }
  throw new Fault({ code: "unavailable", reason: "DRAINING", message: "The process is stopping." });
}

/** The text that grpc-go's health server uses; tools look for it. */
function unknownService(): Fault {
  return new Fault({ code: "not_found", reason: "UNKNOWN_SERVICE", message: "unknown service" });
}
