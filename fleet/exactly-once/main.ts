// `npm run exactly-once`: writes to students and courses while they and all that they live on are killed; docs/exactly-once.md.
//   --seeds N   how many, from seed 1 on     --seed N    one of them, alone
//   --writes N  of each seed                 --kills N   of each seed, by SIGKILL
//   --only real|embedded                     on servers, or as one process on files; default: both, one after the other
import { parseArgs } from "node:util";
import { missesServers } from "./processes/misses-servers.ts";
import { type CampusRun, runCampus } from "./processes/run-campus.ts";
import { startEmbeddedCampus } from "./processes/start-embedded-campus.ts";
import { startRealCampus } from "./processes/start-real-campus.ts";
import { formatBroken } from "./proof/format-broken.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "5" },
    seed: { type: "string" },
    writes: { type: "string", default: "1000" },
    kills: { type: "string" },
    only: { type: "string" },
  },
});
const writes = Number(values.writes);
const kills = Number(values.kills ?? Math.max(6, Math.round(writes / 300)));
const campuses = { real: startRealCampus, embedded: startEmbeddedCampus };
const heads = [
  "campus",
  "seed",
  "acknowledged",
  "refused",
  "sent",
  "replayed",
  "events",
  "saves",
  "kills",
  "s",
  "broken",
];

say(heads.map((head) => head.padStart(12)).join(" "));
for (const [name, start] of Object.entries(campuses)) {
  if (values.only !== undefined && values.only !== name) continue;
  const missing = name === "real" && missesServers();
  if (missing) fail(`${name}: ${missing}`);
  else await runAll(name, start);
}

async function runAll(name: string, start: typeof startRealCampus): Promise<void> {
  const first = Number(values.seed ?? 1);
  const last = Number(values.seed ?? values.seeds);
  const size = { writes, students: 80, courses: 24, clients: 16, kills };
  for (let seed = first; seed <= last; seed++) show(name, await runCampus({ seed, start, ...size }));
}

function show(name: string, { seed, history, events, saves, kills, seconds, broken }: CampusRun): void {
  const refused = Object.values(history.refused).reduce((sum, count) => sum + count, 0);
  const cells = [
    name,
    seed,
    history.acknowledged.length,
    refused,
    history.sent,
    history.replayed,
    events,
    saves,
    kills,
  ];
  const row = [...cells, seconds.toFixed(1), broken.length];
  say(row.map((cell) => String(cell).padStart(12)).join(" "));
  if (broken.length === 0) return;
  say(formatBroken(broken));
  say(`again, alone: npm run exactly-once -- --only ${name} --writes ${writes} --kills ${kills} --seed ${seed}`);
  fail(`failures: ${JSON.stringify(history.failures)}`);
}

function fail(line: string): void {
  say(line);
  process.exitCode = 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
