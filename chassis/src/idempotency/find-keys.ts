import type { Module } from "../part.ts";
import type { KeyStore } from "./key-store.ts";
import { MemoryKeyStore } from "./memory-key-store.ts";

/** Makes the function that finds where the answers of a service are kept: by its module, or else in the process's memory. */
export function createKeyFinder(modules: readonly Module[]): (service: string) => KeyStore {
  const stores = new Map(
    modules.flatMap(({ services, keys }) => services.map(({ desc }) => [desc.typeName, keys] as const)),
  );
  let own: KeyStore | undefined;
  return (service) => {
    const kept = stores.get(service);
    if (kept) return kept;
    own ??= new MemoryKeyStore();
    return own;
  };
}
