import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What `npm run build` wrote down about dist/. */
export interface BuildRecord {
  readonly build: { readonly version: string; readonly commit: string; readonly date: string };
  /** Sources that went in, as paths from the repository's root. */
  readonly sources: readonly string[];
}

/** Reads `dist/bundled.json`. */
export function readBuildRecord(dist: string): BuildRecord {
  return JSON.parse(readFileSync(join(dist, "bundled.json"), "utf8"));
}

/** The time of the build in Unix seconds, 0 where it is unknown: the same commit gives the same bytes. */
export function toSeconds({ build }: BuildRecord): number {
  const ms = Date.parse(build.date);
  return Number.isNaN(ms) ? 0 : Math.floor(ms / 1000);
}
