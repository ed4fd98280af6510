// `npm run bench:profile -- grpc-full-8x16`: where a server of ours spends its time under the load of a section, by
// function and by folder. The samples count only while the load is measured. docs/performance.md reads them.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { buildLoader } from "./build-peers.ts";
import { type CpuProfile, readSelfTimes, type SelfTime, sumByPart } from "./cpu-profile.ts";
import { type LoadReport, runLoad } from "./load.ts";
import { pinSelf } from "./pinning.ts";
import { chooseSections } from "./sections.ts";
import { startServer } from "./server-process.ts";
import { startSpanSink } from "./span-sink.ts";
import { titleOf } from "./table.ts";
import { createTarget, type ServerName, type Target } from "./targets.ts";

interface Profiled {
  readonly report: LoadReport;
  readonly times: readonly SelfTime[];
}

const { values, positionals } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    server: { type: "string", default: "flotilla" },
    functions: { type: "string", default: "40" },
  },
  allowPositionals: true,
});

const [section] = chooseSections(positionals.length > 0 ? positionals : ["grpc-full-8x16"]);
const times = { warmupSeconds: 3, seconds: Number(values.seconds) };

buildLoader();
pinSelf();
const folder = mkdtempSync(join(tmpdir(), "flotilla-profile-"));
try {
  const target = createTarget(values.server as ServerName, section!.work, section!.telemetry);
  process.stdout.write(`${render(await profile(withProfiler(target)))}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function withProfiler(target: Target): Target {
  const flags = ["--cpu-prof", `--cpu-prof-dir=${folder}`, "--cpu-prof-interval=200"];
  const command = (port: number) => target.command(port).toSpliced(1, 0, ...flags);
  return { ...target, command };
}

/** The profiler and this process read the same clock, so the end of the load tells which samples count. */
async function profile(target: Target): Promise<Profiled> {
  await using sink = await startSpanSink();
  await using server = await startServer(target, sink.url);
  const report = await runLoad(server, target.work, section!.shape, times);
  const endMicros = Number(process.hrtime.bigint() / 1000n);
  await server.stop();
  const [file] = readdirSync(folder);
  if (!file) throw new Error(`${target.name} wrote no profile: is it a Node program?`);
  const profile = JSON.parse(readFileSync(join(folder, file), "utf8")) as CpuProfile;
  return { report, times: readSelfTimes(profile, endMicros - report.seconds * 1e6, endMicros) };
}

function render({ report, times }: Profiled): string {
  const busy = times.reduce((sum, { micros }) => sum + micros, 0);
  const cells = (micros: number) =>
    `${((100 * micros) / busy).toFixed(1)} % | ${(micros / report.requests).toFixed(2)}`;
  const parts = sumByPart(times).map(([part, micros]) => `| ${part} | ${cells(micros)} |`);
  const functions = times
    .slice(0, Number(values.functions))
    .map(({ name, file, part, micros }) => `| \`${name}\` | ${file} | ${part} | ${cells(micros)} |`);
  const rate = Math.round(report.perSecond).toLocaleString("en-US");
  return [
    `${titleOf(section!)}, ${values.server}: ${rate} calls/s with the profiler on.\n`,
    "| part | share | µs a call |\n| --- | --: | --: |",
    ...parts,
    "\n| function | where | part | share | µs a call |\n| --- | --- | --- | --: | --: |",
    ...functions,
  ].join("\n");
}
