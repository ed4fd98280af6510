import type { Cache } from "./cache.ts";

/** Keeps nothing: for those who measure, or doubt. */
export const noCache: Cache = {
  name: "cache",
  engine: "none",
  isRequired: false,
  get: () => ({ kind: "miss", lease: undefined }),
  forget: async () => undefined,
};
