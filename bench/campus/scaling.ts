// `npm run bench:scaling`: the old system's experiment. Twenty students and twenty courses, linked, then queries and
// changes mixed, with an API key: without a cache, with Redis, with Redis and the near cache, and that with three of each
// service. Everything shares the machine, as it did then, so that the figures say what caching saves and not what more
// machines bring.
import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { findFreePort } from "@flotilla/testkit/free-port";
import { startMongo } from "@flotilla/testkit/start-mongo";
import { startService } from "@flotilla/testkit/start-service";
import { machineLine } from "../src/machine.ts";
import { benchFolder } from "../src/places.ts";
import { writeResults } from "../src/results.ts";
import { say } from "../src/say.ts";
import { median } from "../src/statistics.ts";
import { store } from "../src/stored-results.ts";
import { startStores } from "./stores.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    warmup: { type: "string", default: "5" },
    connections: { type: "string", default: "32" },
    changes: { type: "string", default: "0.2,0" },
  },
});

/** A way to run the services. */
interface Setting {
  readonly name: string;
  readonly cache: boolean;
  readonly near: boolean;
  readonly replicas: number;
}

/** What wrk saw of one resource. */
interface Seen {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failed: number;
}

const settings: readonly Setting[] = [
  { name: "uncached", cache: false, near: false, replicas: 1 },
  { name: "cached in Redis", cache: true, near: false, replicas: 1 },
  { name: "cached near", cache: true, near: true, replicas: 1 },
  { name: "cached near, three of each", cache: true, near: true, replicas: 3 },
];
const resources = ["students", "courses"] as const;
const key = "bench-key";
const recordCount = 20;

if (spawnSync("wrk", ["-v"]).error) throw new Error("wrk is needed (Debian: wrk)");
const rounds = Number(values.rounds);
/** Shares of requests that change something. */
const mixes = values.changes.split(",").map(Number);
const seen = new Map<string, Seen[]>();
for (let round = 1; round <= rounds; round++) {
  for (const changes of mixes) {
    for (const setting of settings) {
      for (const [resource, one] of await measure(setting, changes)) {
        const name = `${100 * changes} % | ${setting.name} | ${resource}`;
        seen.set(name, [...(seen.get(name) ?? []), one]);
        say(`round ${round}: ${name}: ${Math.round(one.perSecond)}/s, ${one.failed} failed`);
      }
    }
  }
}
const page = `${describe()}\n\nMachine: ${machineLine()}, Node ${process.version}.\n\n${render()}`;
process.stdout.write(`${page}\n`);
if (rounds >= 5) {
  store("scaling", { rounds, machine: machineLine(), seen: Object.fromEntries(seen) });
  writeResults("Scaling", page);
}

async function measure(setting: Setting, changes: number): Promise<ReadonlyMap<string, Seen>> {
  await using stack = new AsyncDisposableStack();
  const stores = stack.use(await startStores());
  const mongo = stack.use(await startMongo());
  const env = { ...stores.env, MONGO_URL: mongo.url, ...toEnv(setting), API_KEYS_FILE: writeKeys() };
  const ports = { students: await findPorts(setting.replicas), courses: await findPorts(setting.replicas) };
  const peers = { STUDENTS_URL: toUrls(ports.students), COURSES_URL: toUrls(ports.courses) };
  const start = async (name: (typeof resources)[number]) => {
    const each = ports[name].map((port) =>
      startService(name, { env: { ...env, ...peers, PORT: port, GRPC_PORT: "0" } }),
    );
    return (await Promise.all(each)).map((service) => stack.use(service));
  };
  const [students, courses] = [await start("students"), await start("courses")];
  const ids = await fill(students[0]!.url, courses[0]!.url);
  const loadAll = (seconds: string) =>
    Promise.all(
      resources.flatMap((resource) => {
        const services = resource === "students" ? students : courses;
        const share = services.length;
        return services.map(async ({ url }) => ({
          resource,
          seen: await load(url, { resource, ids: ids[resource], share, changes, seconds }),
        }));
      }),
    );
  await loadAll(values.warmup);
  const results = await loadAll(values.seconds);
  return new Map(resources.map((resource) => [resource, sum(results.filter((one) => one.resource === resource))]));
}

/** Known before either service starts, since each is told where the other one is. */
async function findPorts(count: number): Promise<readonly string[]> {
  return await Promise.all(Array.from({ length: count }, async () => String(await findFreePort())));
}

async function fill(students: string, courses: string): Promise<Record<(typeof resources)[number], readonly string[]>> {
  const courseIds: string[] = [];
  for (let number = 0; number < recordCount; number++) {
    const course = { name: `Course ${number}`, description: "For the load.", discipline: "Loads", teacher: "Nobody" };
    courseIds.push(await post(`${courses}/api/courses`, course));
  }
  const studentIds: string[] = [];
  for (let number = 0; number < recordCount; number++) {
    const names = { name: `Student ${number}`, first_name: "First", last_name: "Last" };
    const linked = [courseIds[number]!, courseIds[(number + 1) % recordCount]!];
    studentIds.push(await post(`${students}/api/students`, { ...names, course_ids: linked }));
  }
  return { students: studentIds, courses: courseIds };
}

async function post(url: string, body: unknown): Promise<string> {
  const headers = { "content-type": "application/json", "x-api-key": key };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { data: { id: string } }).data.id;
}

interface Load {
  readonly resource: string;
  readonly ids: readonly string[];
  /** So many services take the connections in equal parts. */
  readonly share: number;
  readonly changes: number;
  readonly seconds: string;
}

async function load(url: string, { resource, ids, share, changes, seconds }: Load): Promise<Seen> {
  const file = join(mkdtempSync(join(tmpdir(), "flotilla-bench-")), "ids");
  writeFileSync(file, `${ids.join("\n")}\n`);
  const connections = Math.max(1, Math.round(Number(values.connections) / share));
  const args = ["-t1", `-c${connections}`, `-d${seconds}s`, "-s", join(benchFolder, "campus/mixed.lua"), url];
  const { stdout } = await promisify(execFile)("wrk", [...args, "--", file, resource, key, String(changes)]);
  return JSON.parse(/RESULT (.*)/.exec(stdout)?.[1] ?? "") as Seen;
}

function sum(results: readonly { readonly seen: Seen }[]): Seen {
  const all = results.map((one) => one.seen);
  return {
    perSecond: all.reduce((total, one) => total + one.perSecond, 0),
    p50Ms: median(all.map((one) => one.p50Ms)),
    p99Ms: Math.max(...all.map((one) => one.p99Ms)),
    failed: all.reduce((total, one) => total + one.failed, 0),
  };
}

function toEnv({ cache, near }: Setting): Record<string, string> {
  return { CACHE: String(cache), CACHE_NEAR: String(near) };
}

function toUrls(ports: readonly string[]): string {
  return ports.map((port) => `http://127.0.0.1:${port}`).join(",");
}

function writeKeys(): string {
  const file = join(mkdtempSync(join(tmpdir(), "flotilla-bench-")), "keys");
  const digest = createHash("sha256").update(key).digest("hex");
  writeFileSync(file, `bench ${digest} students.read,students.write,courses.read,courses.write\n`);
  return file;
}

function render(): string {
  const lines = [...seen].map(([name, rows]) => {
    const middle = (read: (one: Seen) => number) => median(rows.map(read));
    const rate = Math.round(middle((one) => one.perSecond)).toLocaleString("en-US");
    const failed = rows.reduce((total, one) => total + one.failed, 0);
    return `| ${name} | ${rate} | ${middle((one) => one.p50Ms).toFixed(2)} | ${middle((one) => one.p99Ms).toFixed(2)} | ${failed} |`;
  });
  return [
    "| changes | setting | resource | req/s | p50 ms | p99 ms | failed |",
    "| --: | --- | --- | --: | --: | --: | --: |",
    ...lines,
  ].join("\n");
}

function describe(): string {
  const what = "20 students and 20 courses; some of the requests are changes, the others queries";
  return `\`npm run bench:scaling\`: ${what}; medians of ${rounds} rounds of ${values.seconds} s after ${values.warmup} s of the same, ${values.connections} connections to each resource.`;
}
