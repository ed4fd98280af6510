import type { Evidence } from "./evidence.ts";

/** Something that holds in every run, whatever the peer does. */
export interface Invariant {
  /** A sentence in the present. */
  readonly name: string;
  /** What breaks it first; undefined when it holds. */
  readonly find: (evidence: Evidence) => string | undefined;
}

/** The first item of which `isBroken` is true, told in words. */
export function findBroken<T extends object>(items: readonly T[], isBroken: (item: T) => boolean): string | undefined {
  const broken = items.find(isBroken);
  return broken && JSON.stringify(broken);
}
