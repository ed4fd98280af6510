import { setTimeout as delay } from "node:timers/promises";

/** Resolves as soon as it is so. A test that waits for what never comes ends by the test runner's own time limit. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await delay(1);
}
