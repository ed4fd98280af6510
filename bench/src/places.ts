import { join } from "node:path";

/** The repository's folder. */
export const root = join(import.meta.dirname, "../..");

/** The bench's own folder. */
export const benchFolder = join(import.meta.dirname, "..");

/** Where what the bench builds lies; git ignores it. */
export const outFolder = join(benchFolder, "out");
