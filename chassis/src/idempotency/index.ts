export { keyInUse } from "./key-in-use.ts";
export { type Claim, type KeptAnswer, type KeyedRequest, type KeyStore, keepAnswersMs } from "./key-store.ts";
export { MemoryKeyStore } from "./memory-key-store.ts";
