// `npm run simulate`: plays seeded troubles of a peer to retry, budget, breaker and limit, 1,000 seeds unless told otherwise.
//   --seeds N    how many, from seed 1 on      --seed N    one of them, alone, with what came of it
import { parseArgs } from "node:util";
import { describeOutcome } from "./describe-outcome.ts";
import { runSeed } from "./run-seeds.ts";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "1000" }, seed: { type: "string" } } });

if (values.seed === undefined) await runAll(Number(values.seeds));
else await runOne(Number(values.seed));

async function runAll(seeds: number): Promise<void> {
  const started = performance.now();
  let calls = 0;
  let attempts = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { evidence, broken } = await runSeed(seed);
    calls += evidence.calls.length;
    attempts += evidence.attempts.length;
    if (broken.length > 0) return fail(seed, broken);
  }
  const seconds = (performance.now() - started) / 1000;
  say(`${seeds} seeds, ${calls} calls, ${attempts} attempts in ${seconds.toFixed(1)} s: every invariant holds`);
}

async function runOne(seed: number): Promise<void> {
  const outcome = await runSeed(seed);
  say(describeOutcome(outcome));
  if (outcome.broken.length > 0) fail(seed, outcome.broken);
}

function fail(seed: number, broken: readonly { readonly name: string; readonly by: string }[]): void {
  for (const { name, by } of broken) say(`seed ${seed} breaks "${name}":\n  ${by}`);
  say(`again, alone: npm run simulate -- --seed ${seed}`);
  process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
