import { readFileIdentity } from "./file-identity.ts";
import { type Pem, type PemFiles, readPem } from "./pem.ts";
import type { Logger } from "./telemetry/logger.ts";
import { watchFile } from "./watch-file.ts";

/**
 * Calls `onChange` with what the files hold whenever that has become something else that works; what is broken changes
 * nothing, and both are logged. `current` is what they held last. Returns the function that stops it.
 */
export function watchPem(files: PemFiles, current: Pem, log: Logger, onChange: (pem: Pem) => void): () => void {
  const paths = Object.values(files).filter((path) => path !== undefined);
  const file = files.cert ?? files.ca;
  let tried = "";
  const reload = () => {
    const state = paths.map(readFileIdentity).join(" ");
    // One swap of a mounted secret is seen at each of its files.
    if (state === tried) return;
    tried = state;
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
  const stops = paths.map((path) => watchFile(path, reload));
  return () => {
    for (const stop of stops) stop();
  };
}

function isSame(one: Pem, other: Pem): boolean {
  return one.cert === other.cert && one.key === other.key && one.ca === other.ca;
}
