// `npm run fuzz`: plays spoiled conversations to the engine, a million frames unless told otherwise.
//   --seed N    another set of cases      --frames N    more of them, or fewer      --case N    one of them, alone
// The cases run in a worker, so that one that hangs is named too.
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { heapGrowthBytes, type Outcome, runCases } from "./run-cases.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    frames: { type: "string", default: "1000000" },
    case: { type: "string" },
  },
});
const [seed, frames] = [Number(values.seed), values.case === undefined ? Number(values.frames) : 1];
const first = Number(values.case ?? 0);

/** No case takes a hundredth of this. */
const hangMs = 10_000;

if (isMainThread) watch();
else await work(new Int32Array(workerData as SharedArrayBuffer));

async function work(current: Int32Array): Promise<void> {
  const onCase = (number: number) => {
    current[0] = number;
  };
  parentPort!.postMessage(await runCases({ seed, first, frames, onCase }));
}

function watch(): void {
  const shared = new SharedArrayBuffer(4);
  const current = new Int32Array(shared);
  const worker = new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), workerData: shared });
  const started = performance.now();
  let seen = -1;
  const timer = setInterval(() => {
    if (current[0] === seen) fail(seen, `did not end within ${hangMs / 1000} s`);
    seen = current[0]!;
    say(`case ${seen} after ${Math.round((performance.now() - started) / 1000)} s`);
  }, hangMs);
  worker.on("message", (outcome: Outcome) => {
    clearInterval(timer);
    report(outcome, (performance.now() - started) / 1000);
  });
}

function report({ cases, spoiled, failure, heap }: Outcome, seconds: number): void {
  if (failure) fail(failure.number, failure.problem);
  const [early, late] = [heap.early, heap.late].map((bytes) => (bytes / 1e6).toFixed(1));
  say(`${cases} cases with ${spoiled} spoiled frames and header blocks in ${seconds.toFixed(1)} s`);
  say(`${Math.round(cases / seconds)} cases a second; heap ${early} MB after a tenth of them, ${late} MB at the end`);
  if (heap.late - heap.early > heapGrowthBytes) fail(first, "the heap has grown");
}

function fail(number: number, problem: string): never {
  say(`case ${number} of seed ${seed} failed: ${problem}`);
  say(`again, alone: npm run fuzz -- --seed ${seed} --case ${number}`);
  process.exit(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
