import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keepAnswersMs } from "./key-store.ts";
import { MemoryKeyStore } from "./memory-key-store.ts";

const request = { id: "aa", hash: "11" };
const other = { id: "aa", hash: "22" };
const answer = new Uint8Array([1, 2, 3]);
const leaseMs = 1000;

function createStore() {
  const time = { ms: 0 };
  return { store: new MemoryKeyStore(() => time.ms), time };
}

describe("the key store in memory", () => {
  it("leases a key to one, and answers it to all once it is kept", async () => {
    const { store } = createStore();
    assert.deepEqual(await store.claim(request, leaseMs), { state: "claimed" });
    assert.deepEqual(await store.claim(request, leaseMs), { state: "in_use" });
    await store.keep({ ...request, answer });
    assert.deepEqual(await store.claim(request, leaseMs), { state: "answered", answer });
  });

  it("tells another request under the same key, while it is leased and when it is answered", async () => {
    const { store } = createStore();
    await store.claim(request, leaseMs);
    assert.deepEqual(await store.claim(other, leaseMs), { state: "other_request" });
    await store.keep({ ...request, answer });
    assert.deepEqual(await store.claim(other, leaseMs), { state: "other_request" });
  });

  it("leases again what was given back or ran out, but never what is answered", async () => {
    const { store, time } = createStore();
    await store.claim(request, leaseMs);
    await store.release(request);
    assert.deepEqual(await store.claim(other, leaseMs), { state: "claimed" });
    time.ms = leaseMs;
    assert.deepEqual(await store.claim(request, leaseMs), { state: "claimed" });
    await store.release(other);
    assert.deepEqual(await store.claim(request, leaseMs), { state: "in_use" });
    await store.keep({ ...request, answer });
    await store.release(request);
    assert.deepEqual(await store.claim(request, leaseMs), { state: "answered", answer });
  });

  it("keeps the first answer, and none to a request that has lost its key to another", async () => {
    const { store, time } = createStore();
    await store.claim(request, leaseMs);
    await store.keep({ ...request, answer });
    await store.keep({ ...request, answer: new Uint8Array() });
    assert.deepEqual(await store.claim(request, leaseMs), { state: "answered", answer });
    await store.claim({ id: "bb", hash: "1" }, leaseMs);
    time.ms = leaseMs;
    await store.claim({ id: "bb", hash: "2" }, leaseMs);
    await store.keep({ id: "bb", hash: "1", answer });
    assert.deepEqual(await store.claim({ id: "bb", hash: "2" }, leaseMs), { state: "in_use" });
  });

  it("forgets an answer after 24 hours", async () => {
    const { store, time } = createStore();
    await store.keep({ ...request, answer });
    time.ms = keepAnswersMs - 1;
    assert.deepEqual(await store.claim(other, leaseMs), { state: "other_request" });
    time.ms = keepAnswersMs;
    assert.deepEqual(await store.claim(other, leaseMs), { state: "claimed" });
  });
});
