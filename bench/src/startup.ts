// `npm run bench:startup`: how long the whole process of a standalone service takes until /readyz answers 200, and
// that of `users-cli get` until its end, each against `node -e 0` in the same run. Bundles (`npm run build`, warm
// compile cache) are what the limits hold for; type-stripped source stands beside them.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findFreePort } from "@flotilla/testkit/free-port";
import { machineLine } from "./machine.ts";
import { root } from "./places.ts";
import { writeResults } from "./results.ts";
import { median } from "./statistics.ts";
import { type Command, timeToExit, timeToReady } from "./time-to.ts";

interface Subject {
  readonly name: string;
  /** Most times bare Node's own start, where a limit is set. */
  readonly limit?: number;
  measure(): Promise<number>;
}

interface Form {
  readonly name: string;
  readonly users: string;
  readonly cli: string;
  readonly isBundle: boolean;
}

const { values } = parseArgs({ options: { rounds: { type: "string", default: "11" } } });
const email = "start@example.com";
const scratch = mkdtempSync(join(tmpdir(), "flotilla-startup-"));
const forms: readonly Form[] = [
  { name: "bundle", users: "dist/users.mjs", cli: "dist/users-cli.mjs", isBundle: true },
  { name: "source", users: "services/users/src/main.ts", cli: "cli/src/main.ts", isBundle: false },
];
const built = forms.filter(isThere);

try {
  const [first] = built;
  if (!first) throw new Error("neither bundle nor source is there");
  await using server = await startUsers(first);
  await timeToExit(users(first.cli, "create", `--email=${email}`, `--address=127.0.0.1:${server.port}`));
  const subjects = [bareNode(), ...built.flatMap((form) => subjectsOf(form, server.port))];
  const text = render(subjects, await measureAll(subjects));
  process.stdout.write(`${text}\n`);
  if (built.length === forms.length) writeResults("Start", `${describe()}\n\n${text}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

async function measureAll(subjects: readonly Subject[]): Promise<Map<Subject, number[]>> {
  const times = new Map<Subject, number[]>(subjects.map((subject) => [subject, []]));
  for (const subject of subjects) await subject.measure();
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const subject of subjects) times.get(subject)?.push(await subject.measure());
  }
  return times;
}

function bareNode(): Subject {
  return { name: "`node -e 0`", measure: () => timeToExit({ argv: [process.execPath, "-e", "0"] }) };
}

function subjectsOf(form: Form, port: number): Subject[] {
  const get = users(form.cli, "get", email, `--address=127.0.0.1:${port}`);
  return [
    {
      name: `users until ready, ${form.name}`,
      ...(form.isBundle && { limit: 6 }),
      async measure() {
        await using server = await startUsers(form);
        return server.elapsedMs;
      },
    },
    {
      name: `\`users-cli get\`, ${form.name}`,
      ...(form.isBundle && { limit: 4 }),
      measure: () => timeToExit(get),
    },
  ];
}

async function startUsers(form: Form) {
  const port = await findFreePort();
  const env = { PORT: String(port), LOG_FORMAT: "json", DATA_DIR: scratch };
  const command = { ...users(form.users, "--address-metrics=127.0.0.1:0"), env };
  const server = await timeToReady(command, port);
  return { ...server, port };
}

function users(file: string, ...args: string[]): Command {
  return { argv: [process.execPath, join(root, file), ...args] };
}

function isThere({ name, users, cli }: Form): boolean {
  const missing = [users, cli].filter((file) => !existsSync(join(root, file)));
  if (missing.length > 0) process.stderr.write(`startup: SKIPPED ${name}: no ${missing.join(", ")}\n`);
  return missing.length === 0;
}

function render(subjects: readonly Subject[], times: ReadonlyMap<Subject, readonly number[]>): string {
  const bareMs = median(times.get(subjects[0]!) ?? []);
  const lines = subjects.map((subject) => {
    const ms = median(times.get(subject) ?? []);
    const verdict = subject.limit
      ? `≤ ${subject.limit} × ${ms <= subject.limit * bareMs ? "holds" : "DOES NOT HOLD"}`
      : "";
    return `| ${subject.name} | ${ms.toFixed(1)} | ${(ms / bareMs).toFixed(2)} × | ${verdict} |`;
  });
  return ["| process | ms (median) | of bare Node | limit |", "| --- | --: | --: | --- |", ...lines].join("\n");
}

function describe(): string {
  const how = `medians of ${values.rounds} alternating rounds after a warm one`;
  return `\`npm run bench:startup\`: ${how}.\n\nMachine: ${machineLine()}, Node ${process.version}.`;
}
