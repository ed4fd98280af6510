import { type Pem, type PemFiles, readPem } from "./pem.ts";
import type { Logger } from "./telemetry/logger.ts";
import { watchFile } from "./watch-file.ts";

/** Files that belong together are not always replaced in one step. */
const settleMs = 100;

/**
 * Calls `onChange` with what the files hold whenever that has become something else that works; what is broken changes
 * nothing, and both are logged. `current` is what they held last. Returns the function that stops it.
 */
export function watchPem(files: PemFiles, current: Pem, log: Logger, onChange: (pem: Pem) => void): () => void {
  const file = files.cert ?? files.ca;
  const reload = () => {
    try {
      const pem = readPem(files);
      if (isSame(pem, current)) return;
      current = pem;
      onChange(pem);
      log.info({ file }, "certificate reloaded");
    } catch (err) {
      log.error({ err, file }, "certificate not reloaded, the old one stays");
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const reloadSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(reload, settleMs).unref();
  };
  const paths = Object.values(files).filter((path) => path !== undefined);
  const stops = paths.map((path) => watchFile(path, reloadSoon));
  // A process may need a while from reading the files to here.
  reloadSoon();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

function isSame(one: Pem, other: Pem): boolean {
  return one.cert === other.cert && one.key === other.key && one.ca === other.ca;
}
