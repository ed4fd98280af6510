import { partOf } from "./profile-parts.ts";

/** What Node's `--cpu-prof` writes, as far as it is read. Times are microseconds of the monotonic clock. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A place on the stack. */
export interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
}

/** The time spent in a function itself, not in those it calls. */
export interface SelfTime {
  readonly name: string;
  readonly file: string;
  readonly part: string;
  readonly micros: number;
}

const idle = "(idle)";

/** Self time by function between two moments, longest first; idle time is left out. */
export function readSelfTimes(profile: CpuProfile, fromMicros: number, toMicros: number): SelfTime[] {
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const times = new Map<string, SelfTime>();
  for (const [id, micros] of samplesBetween(profile, fromMicros, toMicros)) {
    const { functionName, url, lineNumber } = nodes.get(id)!.callFrame;
    if (functionName === idle) continue;
    const file = url ? `${toPath(url)}:${lineNumber + 1}` : "";
    const key = `${functionName} ${file}`;
    const before = times.get(key) ?? {
      name: functionName || "(anonymous)",
      file,
      part: partOf(functionName, toPath(url)),
      micros: 0,
    };
    times.set(key, { ...before, micros: before.micros + micros });
  }
  return [...times.values()].toSorted((a, b) => b.micros - a.micros);
}

/** Self time summed by part, longest first. */
export function sumByPart(times: readonly SelfTime[]): [string, number][] {
  const sums = new Map<string, number>();
  for (const { part, micros } of times) sums.set(part, (sums.get(part) ?? 0) + micros);
  return [...sums].toSorted(([, a], [, b]) => b - a);
}

/** A sample stands for the time until the next one. */
function* samplesBetween({ startTime, samples, timeDeltas }: CpuProfile, from: number, to: number) {
  let at = startTime;
  for (const [i, id] of samples.entries()) {
    at += timeDeltas[i] ?? 0;
    const micros = timeDeltas[i + 1] ?? 0;
    if (at >= from && at < to) yield [id, micros] as const;
  }
}

/** A path inside the repository, inside a package, or a module of Node. */
function toPath(url: string): string {
  const path = url.replace(/^file:\/\//, "");
  return /(?:^|\/)((?:node_modules|http2|chassis|contract|bench)\/.*)$/.exec(path)?.[1] ?? path;
}
