import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder } from "./places.ts";
import type { Summary } from "./summary.ts";

const folder = join(benchFolder, "results");

/** How figures came about. */
export interface Circumstances {
  readonly rounds: number;
  readonly seconds: number;
  readonly warmupSeconds: number;
  readonly machine: string;
  readonly versions: string;
}

/** The figures of one section, as `bench/results/` keeps them: whatever part of the bench runs, the page has all. */
export interface SectionResult {
  readonly how: Circumstances;
  readonly rows: readonly Summary[];
}

/** Reads what was stored under a name, or undefined. */
export function readStored<T>(name: string): T | undefined {
  const file = join(folder, `${name}.json`);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as T) : undefined;
}

/** Stores figures under a name, in place of those that were there. */
export function store(name: string, value: unknown): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(value, undefined, 2)}\n`);
}
