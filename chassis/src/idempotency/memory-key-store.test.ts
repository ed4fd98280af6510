import assert from "node:assert/strict";
import { it } from "node:test";
import { keyStoreSuite } from "../../test/key-store.suite.ts";
import { MemoryKeyStore } from "./memory-key-store.ts";

function createStore() {
  let nowMs = 1000;
  const setNow = (ms: number) => {
    nowMs = ms;
  };
  return { store: new MemoryKeyStore(() => nowMs), setNow, [Symbol.asyncDispose]: async () => undefined };
}

keyStoreSuite("the process's memory", async () => createStore());

it("keeps no answer to a request that has lost its key to another", async () => {
  const { store, setNow } = createStore();
  await store.claim({ id: "a", hash: "one" }, 100);
  setNow(1101);
  await store.claim({ id: "a", hash: "two" }, 100);
  await store.keep({ id: "a", hash: "one", answer: Uint8Array.of(1) });
  assert.deepEqual(await store.claim({ id: "a", hash: "two" }, 100), { state: "in_use" });
});

it("forgets the oldest answers when there are very many", async () => {
  const { store } = createStore();
  for (let id = 0; id <= 100_001; id++) await store.keep({ id: String(id), hash: "h", answer: Uint8Array.of(1) });
  assert.deepEqual(await store.claim({ id: "0", hash: "h" }, 100), { state: "claimed" });
  assert.equal((await store.claim({ id: "100001", hash: "h" }, 100)).state, "answered");
});
