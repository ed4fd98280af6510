import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./project.mjs";

/** Options of `node --test`: the usual report, and on standard error what was skipped and why. */
export const testReporters = [
  "--test-reporter=spec",
  "--test-reporter-destination=stdout",
  `--test-reporter=${pathToFileURL(join(root, "scripts/skip-reporter.mjs"))}`,
  "--test-reporter-destination=stderr",
];
