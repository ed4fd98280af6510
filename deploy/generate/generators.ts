import type { Generator } from "./generator.ts";

/** All of them, each for a folder of its own. */
export const generators: readonly Generator[] = [];
