import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryUserStore } from "../src/adapters/memory-user-store.ts";
import { SqliteUserStore } from "../src/adapters/sqlite-user-store.ts";
import type { OwnedStore } from "./user-store.suite.ts";

/** A memory store. */
export async function createMemoryStore(): Promise<OwnedStore> {
  return { store: new MemoryUserStore(), [Symbol.asyncDispose]: async () => {} };
}

/** A started SQLite store in a folder of its own, which goes with it. */
export async function createSqliteStore(): Promise<OwnedStore> {
  const folder = await createFolder();
  const store = new SqliteUserStore(join(folder.path, "deep/users.sqlite"));
  await store.start();
  const dispose = async () => {
    await store.stop();
    await folder[Symbol.asyncDispose]();
  };
  return { store, [Symbol.asyncDispose]: dispose };
}

/** An empty folder that is removed with everything in it. */
export async function createFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), "flotilla-users-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
