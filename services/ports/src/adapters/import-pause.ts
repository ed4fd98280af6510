import { setImmediate as pause } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Batches between two collections: some 16 MB of file, half a second. */
const batchesPerCollection = 250;
/** So long after the last collection the import is over, and V8 goes back to its own ways. */
const importOverMs = 5000;

/**
 * Makes the pause between two batches of an import: everybody else works, and a large file is kept from filling memory.
 *
 * `JSON.parse` keeps each short text in V8's table of unique strings, where only a full collection finds it again, and
 * on a machine with much memory V8 is in no hurry to start one: a file of 1 GB would cost 100 MB more. So garbage is
 * collected now and then, which takes some ten milliseconds, because little is alive; and the space for young objects
 * stays as small as it is, which spares another 40 MB (measured).
 */
export function createImportPause(): () => Promise<void> {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  let batches = 0;
  let restore: NodeJS.Timeout | undefined;
  return () => {
    if (++batches % batchesPerCollection === 0) {
      collectGarbage();
      setFlagsFromString("--semi-space-growth-factor=1");
      clearTimeout(restore);
      restore = setTimeout(() => setFlagsFromString("--semi-space-growth-factor=2"), importOverMs).unref();
    }
    return pause();
  };
}
