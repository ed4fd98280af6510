import type { Broken } from "./judge.ts";

/** Broken promises in words, each with the first few of what breaks it. */
export function formatBroken(broken: readonly Broken[]): string {
  return broken
    .map(({ name, by, count }) => [`"${name}", ${count} times:`, ...by.map((text) => `    ${text}`)].join("\n"))
    .join("\n");
}
