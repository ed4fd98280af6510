// `npm run restarts`: kills a NATS server under load and starts it again, 100 times unless told otherwise.
//   --rounds N    how often      --wipe N    every so many rounds with an empty store, 10 by default      --seed N
import { parseArgs } from "node:util";
import { type Round, restartBroker } from "./restart-broker.ts";

/** Longest time until consumption must have gone on. */
const allowedMs = 5000;

const text = (fallback: string) => ({ type: "string", default: fallback }) as const;
const { values } = parseArgs({ options: { rounds: text("100"), wipe: text("10"), seed: text("1") } });
const options = { rounds: Number(values.rounds), wipeEvery: Number(values.wipe), seed: Number(values.seed) };

const report = await restartBroker(options, tell);
const times = report.rounds.map(({ resumedMs }) => resumedMs).sort((one, other) => one - other);
const at = (share: number) => Math.round(times[Math.floor(share * (times.length - 1))] ?? 0);
say(`${report.published} published, ${report.delivered} delivered, ${report.lost.length} lost`);
say(`consumption went on after ${at(0.5)} ms (median), ${at(0.99)} ms (p99), ${at(1)} ms (longest)`);
if (report.lost.length > 0 || at(1) > allowedMs) {
  say(`lost: ${report.lost.slice(0, 10).join(", ") || "none"}; allowed: ${allowedMs} ms`);
  process.exitCode = 1;
}

function tell({ number, isWiped, resumedMs }: Round): void {
  say(`${String(number).padStart(4)}  ${isWiped ? "wiped    " : "restarted"}  ${resumedMs.toFixed(0).padStart(6)} ms`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
