// `npm run outage`: what callers of clock see while places is killed, frozen, slowed, and comes back; see docs/outage.md.
//   --seconds N   length of a phase      --rate N   requests a second      --write   writes docs/outage.md
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { findBrokenPromises } from "./promises.ts";
import { runOutage } from "./run-outage.ts";
import { formatPhases, formatTimeline, toPhases } from "./timeline.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "8" },
    rate: { type: "string", default: "200" },
    write: { type: "boolean", default: false },
  },
});
const page = new URL("../../docs/outage.md", import.meta.url);
const bounds = { amplification: 1.1, recoveryMs: 5000, latencyMs: 3500, growthMb: 100 };

const phaseMs = Number(values.seconds) * 1000;
const outage = await runOutage({ awayMs: phaseMs, wellMs: phaseMs, perSecond: Number(values.rate), isShedding: true });
const tables = `${formatPhases(toPhases(outage.samples, outage.marks))}\n\n${formatTimeline(outage.samples, outage.marks)}\n`;
process.stdout.write(tables);
if (values.write) writePage(tables);
const broken = findBrokenPromises(outage, bounds);
for (const promise of broken) process.stderr.write(`broken: ${promise}\n`);
process.exitCode = broken.length > 0 ? 1 : 0;

function writePage(text: string): void {
  const old = readFileSync(page, "utf8");
  writeFileSync(
    page,
    old.replace(/(?<=<!-- outage -->\n)[\s\S]*(?=<!-- \/outage -->)/, () => text),
  );
}
