import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProgram } from "@flotilla/testkit";
import { findFreePort } from "@flotilla/testkit/free-port";

/** A value that an expression has, with the labels that tell it from others. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus says of a rule that it evaluates. */
export interface RuleState {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

/** A Prometheus that a test owns. */
export interface OwnPrometheus extends AsyncDisposable {
  /** What an expression is now. Rejects with what is wrong with it. */
  ask(expr: string): Promise<readonly Sample[]>;
  rules(): Promise<readonly RuleState[]>;
}

/** What it is to do. */
export interface PrometheusOptions {
  /** `host:port` by job. */
  readonly targets: ReadonlyMap<string, string>;
  /** Files of rules, by name. */
  readonly rules: Readonly<Record<string, string>>;
  /** `host:port`. */
  readonly alertmanager: string;
}

interface Answer<T> {
  readonly status: string;
  readonly error?: string;
  readonly data: T;
}

/**
 * Starts Prometheus (Debian `prometheus`) on a free port, with rules that are evaluated each second and targets, by job, that
 * are scraped every other; alerts go to `alertmanager`. Disposing stops it and removes its store.
 */
export async function startPrometheus({ targets, rules, alertmanager }: PrometheusOptions): Promise<OwnPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-prometheus-"));
  const port = await findFreePort();
  const jobs = new Map([...targets, ["prometheus", `127.0.0.1:${port}`]]);
  writeFileSync(join(folder, "prometheus.yml"), toConfig(jobs, alertmanager));
  for (const [name, text] of Object.entries(rules)) {
    writeFileSync(join(folder, name), text.replaceAll(/interval: \d+s/g, "interval: 1s"));
  }
  const program = await startProgram({
    command: "prometheus",
    args: [
      `--config.file=${join(folder, "prometheus.yml")}`,
      `--storage.tsdb.path=${join(folder, "store")}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--enable-feature=exemplar-storage",
    ],
    ready: /Server is ready to receive web requests/,
  });
  const api = `http://127.0.0.1:${port}/api/v1`;
  return {
    async ask(expr) {
      const { result } = await read<{ result: readonly RawSample[] }>(
        fetch(`${api}/query`, { method: "POST", body: new URLSearchParams({ query: expr }) }),
      );
      return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    async rules() {
      const { groups } = await read<{ groups: readonly { rules: readonly RuleState[] }[] }>(fetch(`${api}/rules`));
      return groups.flatMap((group) => group.rules);
    },
    async [Symbol.asyncDispose]() {
      await program[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface RawSample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

async function read<T>(answer: Promise<Response>): Promise<T> {
  const { status, error, data } = (await (await answer).json()) as Answer<T>;
  if (status !== "success") throw new Error(error);
  return data;
}

/** JSON is YAML, too. */
function toConfig(jobs: ReadonlyMap<string, string>, alertmanager: string): string {
  const scrapes = [...jobs].map(([job_name, target]) => ({ job_name, static_configs: [{ targets: [target] }] }));
  return JSON.stringify({
    global: { scrape_interval: "2s", scrape_timeout: "2s", evaluation_interval: "1s" },
    rule_files: ["*.yaml"],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: scrapes,
  });
}
