// What the chain costs per call, in nanoseconds of processor time: each middleware alone, and all of them with full telemetry (1 % of the
// calls sampled, one JSON line per call). Run: npx node chassis/bench/chain.ts
import { openSync } from "node:fs";
import type { Call } from "../src/call.ts";
import { systemClock } from "../src/clock.ts";
import { compose, type Middleware } from "../src/handler.ts";
import { LoadShedder } from "../src/load/load-shedder.ts";
import { auth } from "../src/middleware/auth.ts";
import { createChain } from "../src/middleware/chain.ts";
import { deadline } from "../src/middleware/deadline.ts";
import { decode } from "../src/middleware/decode.ts";
import { limit } from "../src/middleware/limit.ts";
import { log } from "../src/middleware/log.ts";
import { metrics } from "../src/middleware/metrics.ts";
import { recover } from "../src/middleware/recover.ts";
import { shed } from "../src/middleware/shed.ts";
import { ShedCounter } from "../src/middleware/shed-counter.ts";
import { trace } from "../src/middleware/trace.ts";
import { createLineSink } from "../src/telemetry/line-sink.ts";
import { newCall, newMethod } from "../test/new-call.ts";
import { newTelemetry } from "../test/new-telemetry.ts";

const callsPerRound = 200_000;
const rounds = 9;
const method = newMethod();
const answer = { message: "Hello" };
const request = { decode: () => answer };

/** Every call has its own trace and timeout, as from real callers. */
const heads = Array.from({ length: 10_000 }, (_, index) => {
  const hex = (index + 1).toString(16);
  const flags = index % 100 === 0 ? "01" : "00";
  return {
    traceparent: Buffer.from(`00-${hex.padStart(32, "0")}-${hex.padStart(16, "0")}-${flags}`).toString("latin1"),
  };
});

function newTelemetryToNowhere() {
  const telemetry = newTelemetry();
  return {
    ...telemetry,
    lines: createLineSink(openSync("/dev/null", "w"), true),
    spans: { isOn: true, add: () => undefined },
  };
}

/** Best of some rounds, less what a call without any chain costs. */
async function measure(middlewares: readonly Middleware[]): Promise<number> {
  const handler = compose(middlewares, () => answer, method);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const started = process.cpuUsage();
    for (let index = 0; index < callsPerRound; index++) run(handler, index);
    const { user, system } = process.cpuUsage(started);
    best = Math.min(best, ((user + system) / callsPerRound) * 1000);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return best;
}

function run(handler: (request: unknown, call: Call) => unknown, index: number): void {
  const init = { transport: "rest", verb: "GET", route: "/v1/hello", timeoutMs: 1000 + (index % 997) } as const;
  const call = newCall(method, heads[index % heads.length], init);
  handler(request, call);
  call.end({ code: "ok", httpStatus: 200 });
}

const telemetry = newTelemetryToNowhere();
const counter = new ShedCounter({ ...newTelemetry(), clock: systemClock });
const parts: Record<string, readonly Middleware[]> = {
  "nothing (the call itself)": [],
  trace: [trace(telemetry)],
  metrics: [metrics(newTelemetry().metrics)],
  log: [log(telemetry)],
  recover: [recover(telemetry.log)],
  auth: [auth(undefined)],
  deadline: [deadline()],
  shed: [shed({ maxConcurrentCalls: 1000, counter, shedder: new LoadShedder() })],
  limit: [limit({ counter })],
  decode: [decode()],
  "the whole chain": createChain(newTelemetryToNowhere(), {
    maxConcurrentCalls: 1000,
    maxStreamMessages: undefined,
    apiKeysFile: undefined,
    shedLoad: true,
  }),
};
let floor = 0;
for (const [name, middlewares] of Object.entries(parts)) {
  const ns = await measure(middlewares);
  if (middlewares.length === 0) floor = ns;
  process.stdout.write(`${name.padEnd(26)} ${Math.round(middlewares.length === 0 ? ns : ns - floor)} ns\n`);
}
process.exit(0);
