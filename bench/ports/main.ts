// `npm run bench:ports`: the reader against Go's. `npm run bench:ports -- load-1gb`: 1 GB into the store, with its peak
// of memory. Files lie in a temporary folder that is removed at the end.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pinSelf } from "../src/pinning.ts";
import { compareReaders } from "./compare-readers.ts";
import { loadLargeFile } from "./load-large-file.ts";

const [program = "compare"] = process.argv.slice(2);
const programs: Readonly<Record<string, (folder: string) => string | Promise<string>>> = {
  compare: compareReaders,
  "load-1gb": loadLargeFile,
};

const run = programs[program];
if (!run) throw new Error(`there is no ${program}: it is one of ${Object.keys(programs).join(", ")}`);
if (program === "compare") pinSelf();
const folder = mkdtempSync(join(tmpdir(), "flotilla-bench-ports-"));
try {
  process.stdout.write(await run(folder));
} finally {
  rmSync(folder, { recursive: true });
}
