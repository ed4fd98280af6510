import type { Logger } from "@flotilla/chassis";

/** A logger that keeps its lines. */
export function createLogLines(): { readonly log: Logger; readonly lines: unknown[][] } {
  const lines: unknown[][] = [];
  const keep = (...line: unknown[]) => void lines.push(line);
  const silent = () => {};
  const log = { trace: silent, debug: silent, info: keep, warn: keep, error: keep, fatal: keep };
  return { log: log as unknown as Logger, lines };
}
