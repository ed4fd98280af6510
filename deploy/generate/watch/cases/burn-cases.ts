import type { Fleet, ShippedRpc } from "../../fleet.ts";
import { type Burn, pages, tickets } from "../burn.ts";
import { type AlertCase, grow, growThenStop } from "./alert-case.ts";

/** So fast that the long window alone would go on for long after the end. */
const hasty = 6;
/** Not fast enough, if only just. */
const lazy = 0.95;
/** Calls in a step. */
const calls = 6000;

/** A budget that burns for so many steps, and rests once the short window has none of them any more. */
interface Fire {
  readonly burn: Burn;
  readonly severity: string;
  readonly steps: number;
  readonly fires: string;
  readonly rests: string;
}

/** An rpc of which a latency is promised, and the service that has it. */
interface Suspect {
  readonly job: string;
  readonly rpc: ShippedRpc;
}

/** A step is 30 s. */
const quickFires: readonly Fire[] = [
  { burn: pages[0]!, severity: "page", steps: 40, fires: "10m", rests: "30m" },
  { burn: pages[1]!, severity: "page", steps: 60, fires: "25m", rests: "70m" },
];

/** A step is 2 minutes. */
const slowFires: readonly Fire[] = [
  { burn: tickets[0]!, severity: "ticket", steps: 30, fires: "50m", rests: "3h20m" },
  { burn: tickets[1]!, severity: "ticket", steps: 45, fires: "80m", rests: "8h" },
];

/** Two rpcs burn their budgets at once, one much too fast and one just slowly enough: the alert is of the first alone. */
export function toBurnCases(fleet: Fleet): {
  readonly quick: readonly AlertCase[];
  readonly slow: readonly AlertCase[];
} {
  const rpcs = fleet.services.flatMap(({ name: job, rpcs }) => rpcs.map((rpc) => ({ job, rpc })));
  const [guilty, innocent] = rpcs.filter(({ rpc }) => rpc.slo.latency !== undefined);
  if (guilty === undefined || innocent === undefined) throw new Error("of fewer than two rpcs a latency is promised");
  const toCases = (fire: Fire) => [toFailureCase(guilty, innocent, fire), toLatencyCase(guilty, innocent, fire)];
  return { quick: quickFires.flatMap(toCases), slow: slowFires.flatMap(toCases) };
}

function toFailureCase(guilty: Suspect, innocent: Suspect, { burn, severity, steps, fires, rests }: Fire): AlertCase {
  return {
    alert: "RpcAvailabilityBudgetBurn",
    rule: { severity, long: burn.long },
    series: { ...failMany(guilty, hasty * burn.factor, steps), ...failMany(innocent, lazy * burn.factor, steps) },
    as: toLabels(guilty),
    fires,
    rests,
  };
}

function toLatencyCase(guilty: Suspect, innocent: Suspect, { burn, severity, steps, fires, rests }: Fire): AlertCase {
  return {
    alert: "RpcLatencyBudgetBurn",
    rule: { severity, long: burn.long },
    series: { ...delayMany(guilty, hasty * burn.factor, steps), ...delayMany(innocent, lazy * burn.factor, steps) },
    as: { ...toLabels(guilty), seconds: String(guilty.rpc.slo.latency?.seconds) },
    fires,
    rests,
  };
}

/** Calls that fail at `pace` times what the budget bears, and then none that do. */
function failMany(suspect: Suspect, pace: number, steps: number): AlertCase["series"] {
  const failures = Math.min(1, pace * (1 - suspect.rpc.slo.availability)) * calls;
  return {
    [`rpc_server_duration_seconds_count{code="ok", ${toSelector(suspect)}}`]: grow(0, calls - failures, 2 * steps),
    [`rpc_server_duration_seconds_count{code="internal", ${toSelector(suspect)}}`]: growThenStop(failures, steps),
  };
}

/** The same of late answers, which are in the count and not in the bucket: it lags behind, and then keeps pace. */
function delayMany(suspect: Suspect, pace: number, steps: number): AlertCase["series"] {
  const { seconds, share } = suspect.rpc.slo.latency!;
  const inTime = calls - Math.min(1, pace * (1 - share)) * calls;
  return {
    [`rpc_server_duration_seconds_count{code="ok", ${toSelector(suspect)}}`]: grow(0, calls, 2 * steps),
    [`rpc_server_duration_seconds_bucket{code="ok", le="${seconds}", ${toSelector(suspect)}}`]: `${grow(0, inTime, steps)} ${grow(inTime * steps, calls, steps)}`,
  };
}

function toLabels({ job, rpc }: Suspect) {
  return { job, service: rpc.method.service, method: rpc.method.name };
}

function toSelector(suspect: Suspect): string {
  const labels = Object.entries({ ...toLabels(suspect), transport: "rest" });
  return labels.map(([name, value]) => `${name}="${value}"`).join(", ");
}
