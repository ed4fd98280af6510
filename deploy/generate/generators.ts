import type { Generator } from "./generator.ts";
import { generateRules } from "./watch/rules.ts";

/** All of them, each for a folder of its own. */
export const generators: readonly Generator[] = [generateRules];
