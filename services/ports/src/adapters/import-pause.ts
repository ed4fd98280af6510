import { setImmediate as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Batches between two collections: some 32 MB of file, half a second. */
const batchesPerCollection = 500;

/**
 * Makes the pause between two batches of an import: everybody else works, and now and then garbage is collected.
 *
 * `JSON.parse` keeps each short text in V8's table of unique strings, where only a full collection finds it again, and
 * on a machine with much memory V8 is in no hurry to start one: a file of 1 GB would cost 100 MB more. A collection
 * takes some ten milliseconds, because little is alive.
 */
export function createImportPause(): () => Promise<void> {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  let batches = 0;
  return () => {
    if (++batches % batchesPerCollection === 0) collectGarbage();
    return pause();
  };
}
