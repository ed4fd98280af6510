import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryPortStore } from "../src/adapters/memory-port-store.ts";
import { SqlitePortStore } from "../src/adapters/sqlite-port-store.ts";
import type { OwnedStore } from "./port-store.suite.ts";

/** An empty store in memory. */
export async function createMemoryStore(): Promise<OwnedStore> {
  return { store: new MemoryPortStore(), [Symbol.asyncDispose]: async () => undefined };
}

/** An empty store in a folder of its own, which goes with it. */
export async function createSqliteStore(): Promise<
  OwnedStore & { readonly path: string; readonly store: SqlitePortStore }
> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-ports-"));
  const path = join(folder, "ports.sqlite");
  const store = new SqlitePortStore(path);
  await store.start();
  const dispose = async () => {
    await store.stop();
    rmSync(folder, { recursive: true });
  };
  return { store, path, [Symbol.asyncDispose]: dispose };
}
