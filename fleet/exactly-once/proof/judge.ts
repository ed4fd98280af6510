import { eventPromises } from "./event-promises.ts";
import type { Evidence } from "./evidence.ts";
import { createModel } from "./model.ts";
import { savePromises } from "./save-promises.ts";
import { statePromises } from "./state-promises.ts";

/** All that is promised. */
export const promises = [...statePromises, ...eventPromises, ...savePromises];

/** A promise that was not kept, and by what. */
export interface Broken {
  readonly name: string;
  /** The first few. */
  readonly by: readonly string[];
  readonly count: number;
}

const shown = 5;

/** Promises that are broken; none when every effect happened exactly once. */
export function judge(evidence: Evidence): readonly Broken[] {
  const model = createModel(evidence);
  return promises.flatMap(({ name, find }) => {
    const by = find(evidence, model);
    return by.length === 0 ? [] : [{ name, by: by.slice(0, shown), count: by.length }];
  });
}
