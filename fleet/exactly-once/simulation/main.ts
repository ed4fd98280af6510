// `npm run simulate:campus`: plays seeded troubles to students and courses, 1,000 seeds unless told otherwise.
//   --seeds N    how many, from seed 1 on      --seed N    one of them, alone, with what came of it
import { parseArgs } from "node:util";
import { formatBroken } from "../proof/format-broken.ts";
import { runSeed, type SeedOutcome } from "./run-seed.ts";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "1000" }, seed: { type: "string" } } });

if (values.seed === undefined) await runAll(Number(values.seeds));
else await runOne(Number(values.seed));

async function runAll(seeds: number): Promise<void> {
  const started = performance.now();
  const sum = { writes: 0, messages: 0, starts: 0 };
  for (let seed = 1; seed <= seeds; seed++) {
    const outcome = await runSeed(seed);
    sum.writes += outcome.evidence.acknowledged.length;
    sum.messages += outcome.counts.messages;
    sum.starts += outcome.counts.starts;
    if (outcome.broken.length > 0) return fail(outcome);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(
    `${seeds} seeds in ${seconds} s: ${sum.writes} writes acknowledged, ${sum.messages} events, ${sum.starts} processes`,
  );
  say("0 lost, 0 applied twice, 0 dangling: every promise holds");
}

async function runOne(seed: number): Promise<void> {
  const outcome = await runSeed(seed);
  const { digest, troubles, history, counts, evidence } = outcome;
  say(`seed ${seed}, digest ${digest}`);
  say(`troubles: ${JSON.stringify(troubles)}`);
  say(
    `${evidence.acknowledged.length} writes acknowledged, ${history.replayed} of them answered anew; ${JSON.stringify(counts)}`,
  );
  say(`refused: ${JSON.stringify(history.refused)}`);
  if (outcome.broken.length > 0) fail(outcome);
}

function fail({ seed, broken }: SeedOutcome): void {
  say(`seed ${seed} breaks:\n${formatBroken(broken)}`);
  say(`again, alone: npm run simulate:campus -- --seed ${seed}`);
  process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
