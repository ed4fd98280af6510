import type { Fleet, ShippedRpc } from "../../fleet.ts";
import { type Burn, pages, tickets } from "../burn.ts";
import { type AlertCase, grow, growThenStop } from "./alert-case.ts";

/** A little faster than the alert's pace. */
const haste = 1.2;
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

/** Budgets of the first rpc of which a latency is promised, burning just too fast for each alert. */
export function toBurnCases(fleet: Fleet): {
  readonly quick: readonly AlertCase[];
  readonly slow: readonly AlertCase[];
} {
  const rpcs = fleet.services.flatMap(({ name, rpcs }) => rpcs.map((rpc) => ({ job: name, rpc })));
  const chosen = rpcs.find(({ rpc }) => rpc.slo.latency !== undefined);
  if (chosen === undefined) return { quick: [], slow: [] };
  const { job, rpc } = chosen;
  const toCases = (fire: Fire) => [toFailureCase(job, rpc, fire), toLatencyCase(job, rpc, fire)];
  return { quick: quickFires.flatMap(toCases), slow: slowFires.flatMap(toCases) };
}

function toFailureCase(job: string, rpc: ShippedRpc, { burn, severity, steps, fires, rests }: Fire): AlertCase {
  const { labels, as } = toLabels(job, rpc);
  const failures = calls * burn.factor * haste * (1 - rpc.slo.availability);
  return {
    alert: "RpcAvailabilityBudgetBurn",
    rule: { severity, long: burn.long },
    series: {
      [`rpc_server_duration_seconds_count{code="ok", ${labels}}`]: grow(0, calls - failures, 2 * steps),
      [`rpc_server_duration_seconds_count{code="internal", ${labels}}`]: growThenStop(failures, steps),
    },
    as,
    fires,
    rests,
  };
}

/** What is late is in the count and not in the bucket: the bucket lags behind, then keeps pace. */
function toLatencyCase(job: string, rpc: ShippedRpc, { burn, severity, steps, fires, rests }: Fire): AlertCase {
  const { labels, as } = toLabels(job, rpc);
  const { seconds, share } = rpc.slo.latency!;
  const inTime = calls - calls * burn.factor * haste * (1 - share);
  return {
    alert: "RpcLatencyBudgetBurn",
    rule: { severity, long: burn.long },
    series: {
      [`rpc_server_duration_seconds_count{code="ok", ${labels}}`]: grow(0, calls, 2 * steps),
      [`rpc_server_duration_seconds_bucket{code="ok", le="${seconds}", ${labels}}`]: `${grow(0, inTime, steps)} ${grow(inTime * steps, calls, steps)}`,
    },
    as: { ...as, seconds: String(seconds) },
    fires,
    rests,
  };
}

function toLabels(job: string, { method }: ShippedRpc) {
  const as = { job, service: method.service, method: method.name };
  const labels = Object.entries({ ...as, transport: "rest" }).map(([name, value]) => `${name}="${value}"`);
  return { labels: labels.join(", "), as };
}
