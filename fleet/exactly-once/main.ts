// `npm run exactly-once`: writes to students and courses while they and all that they live on are killed; docs/exactly-once.md.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { missesServers } from "./processes/misses-servers.ts";
import { type CampusRun, runCampus } from "./processes/run-campus.ts";
import { startEmbeddedCampus } from "./processes/start-embedded-campus.ts";
import { startRealCampus } from "./processes/start-real-campus.ts";
import { formatBroken } from "./proof/format-broken.ts";
import { type ProofOptions, readOptions, usage } from "./read-options.ts";
import { Report } from "./report.ts";

const starts = { real: startRealCampus, embedded: startEmbeddedCampus };
const logs = fileURLToPath(new URL("../../.cache/exactly-once/", import.meta.url));
/** So many writes between two signs of life. */
const stride = 1000;

// Servers end with this process, but not when it is killed by a signal.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

const options = read();
if (options) await runAll(options);
// The clients of a seed that was given up do not give up.
process.exit();

function read(): ProofOptions | undefined {
  try {
    const wanted = readOptions(process.argv.slice(2));
    if (!wanted) process.stdout.write(usage);
    return wanted;
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n\n${usage}`);
    process.exitCode = 2;
    return undefined;
  }
}

async function runAll({ campuses, seeds, ...size }: ProofOptions): Promise<void> {
  mkdirSync(logs, { recursive: true });
  const report = new Report((line) => process.stdout.write(`${line}\n`));
  for (const name of campuses) {
    const missing = name === "real" && missesServers();
    if (missing) report.fail(`${name}: ${missing}`);
    else for (const seed of seeds) await runSeed(report, { name, seed, ...size });
  }
  report.sumUp();
  if (report.hasFailed) process.exitCode = 1;
}

type Seed = Pick<ProofOptions, "writes" | "kills"> & { readonly name: keyof typeof starts; readonly seed: number };

async function runSeed(report: Report, { name, seed, writes, kills }: Seed): Promise<void> {
  const folder = mkdtempSync(join(logs, `${name}-${seed}-`));
  const start = () => starts[name](folder);
  const onWrite = (begun: number) => {
    if (begun > 0 && begun % stride === 0 && begun < writes) report.note(`${name} ${seed}: ${begun} writes begun`);
  };
  const size = { writes, kills, students: 80, courses: 24, clients: 16 };
  try {
    const run = await runCampus({ seed, start, onWrite, ...size });
    report.add(name, run);
    if (run.broken.length === 0) return rmSync(folder, { recursive: true });
    report.fail(explain(run));
  } catch (cause) {
    report.fail(`${name} ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  report.note(`logs: ${folder}`);
  report.note(
    `again, alone: npm run exactly-once -- --only ${name} --seed ${seed} --writes ${writes} --kills ${kills}`,
  );
}

function explain({ broken, history }: CampusRun): string {
  return `${formatBroken(broken)}\nfailures: ${JSON.stringify(history.failures)}`;
}
