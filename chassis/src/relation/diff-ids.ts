/** What came to a list of ids, and what went. */
export interface IdDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Compares two lists of ids, in their order. Doubles count once, and empty ids, which lead nowhere, not at all. */
export function diffIds(before: readonly string[], after: readonly string[]): IdDifference {
  const [old, now] = [new Set(before), new Set(after)];
  return { added: [...now.difference(old)].filter(Boolean), removed: [...old.difference(now)].filter(Boolean) };
}
