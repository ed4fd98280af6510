// What the contract promises, as series that rules and dashboards join with: a promise is written in the contract alone,
// and the rest asks for it by service and method.
import type { Fleet, ShippedRpc } from "../fleet.ts";
import { pages } from "./burn.ts";
import type { RecordingRule } from "./rule.ts";

/** `slo:availability:objective` of each rpc. Throws an Error where more is promised to fail than the quickest alert can notice. */
export function toAvailabilityObjectives(fleet: Fleet): readonly RecordingRule[] {
  return listRpcs(fleet).map((rpc) => {
    assertNoticeable(rpc, rpc.slo.availability);
    return { record: "slo:availability:objective", expr: `vector(${rpc.slo.availability})`, labels: toLabels(rpc) };
  });
}

/** `slo:latency:objective` of each rpc of which a latency is promised: the share that is done within its label `seconds`. */
export function toLatencyObjectives(fleet: Fleet): readonly RecordingRule[] {
  return listRpcs(fleet).flatMap((rpc) => {
    const { latency } = rpc.slo;
    if (latency === undefined) return [];
    assertNoticeable(rpc, latency.share);
    const labels = { ...toLabels(rpc), seconds: String(latency.seconds) };
    return [{ record: "slo:latency:objective", expr: `vector(${latency.share})`, labels }];
  });
}

/** Every time within which some rpc promises to be done, ascending, in seconds. */
export function listThresholds(fleet: Fleet): readonly number[] {
  const seconds = listRpcs(fleet).flatMap(({ slo }) => slo.latency?.seconds ?? []);
  return [...new Set(seconds)].sort((a, b) => a - b);
}

function listRpcs({ services }: Fleet): readonly ShippedRpc[] {
  return services.flatMap(({ rpcs }) => rpcs);
}

function toLabels({ method }: ShippedRpc) {
  return { service: method.service, method: method.name };
}

/** Where all calls fail, the budget burns 1 / (1 - objective) times too fast: less than the alert's factor is never seen. */
function assertNoticeable({ method }: ShippedRpc, objective: number): void {
  const fastest = Math.max(...pages.map(({ factor }) => factor));
  if (fastest * (1 - objective) < 1) return;
  throw new Error(
    `${method.path}: no outage is ${fastest} times what ${objective} allows, so that nobody would be called`,
  );
}
