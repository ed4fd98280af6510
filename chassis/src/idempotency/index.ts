export { answerAtSave, type SaveWitness, type Told } from "./answer-at-save.ts";
export { keyInUse } from "./key-in-use.ts";
export { type Claim, type KeptAnswer, type KeyedRequest, type KeyStore, keepAnswersMs } from "./key-store.ts";
export { MemoryKeyStore } from "./memory-key-store.ts";
