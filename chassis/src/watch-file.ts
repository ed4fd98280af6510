import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import { readFileIdentity } from "./file-identity.ts";

/** How a file is watched. */
export interface WatchFileOptions {
  /** How often the file is looked at besides; file systems that tell of no changes need it. Default 5000 ms. */
  readonly pollMs?: number;
}

/**
 * Calls `onChange` when the file at `path` has become another: written, replaced, or reached through another symlink, as
 * in the swap of `..data` by which Kubernetes updates mounted ConfigMaps and Secrets. The folder is watched, since such a
 * swap never touches the file; its events are hints, the file's identity decides. Returns the function that stops it.
 */
export function watchFile(path: string, onChange: () => void, options: WatchFileOptions = {}): () => void {
  let seen = readFileIdentity(path);
  const look = () => {
    const now = readFileIdentity(path);
    if (now === seen) return;
    seen = now;
    onChange();
  };
  const watcher = watchFolder(dirname(path), look);
  const timer = setInterval(look, options.pollMs ?? 5000).unref();
  return () => {
    watcher?.close();
    clearInterval(timer);
  };
}

function watchFolder(folder: string, look: () => void): FSWatcher | undefined {
  try {
    return watch(folder, { persistent: false }, look).on("error", () => undefined);
  } catch {
    return undefined;
  }
}
