import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KeyStore } from "../src/idempotency/key-store.ts";
import { keepAnswersMs } from "../src/idempotency/key-store.ts";

/** A store that a test owns, and the clock that it reads. */
export interface OwnedKeys extends AsyncDisposable {
  readonly store: KeyStore;
  /** What the store takes for the time. */
  setNow(nowMs: number): void;
}

const id = "a".repeat(64);
const request = { id, hash: "one" };
const other = { id, hash: "two" };
const answer = Uint8Array.of(1, 0, 255);
const leaseMs = 100;

/** What every store of keys keeps to. `create` makes an empty one whose clock shows 1000. */
export function keyStoreSuite(name: string, create: () => Promise<OwnedKeys>, skip: string | false = false): void {
  describe(`${name} as a store of keys`, { skip }, () => {
    it("gives the lease to the first request only", async () => {
      await using owned = await create();
      const claims = await Promise.all([1, 2, 3, 4].map(() => owned.store.claim(request, leaseMs)));
      assert.deepEqual(claims.map(({ state }) => state).toSorted(), ["claimed", "in_use", "in_use", "in_use"]);
    });

    it("tells another request from the same one", async () => {
      await using owned = await create();
      await owned.store.claim(request, leaseMs);
      assert.deepEqual(await owned.store.claim(other, leaseMs), { state: "other_request" });
      await owned.store.keep({ ...request, answer });
      assert.deepEqual(await owned.store.claim(other, leaseMs), { state: "other_request" });
    });

    it("gives the answer to whoever asks again", async () => {
      await using owned = await create();
      await owned.store.claim(request, leaseMs);
      await owned.store.keep({ ...request, answer });
      assert.deepEqual(await readAnswer(owned), [1, 0, 255]);
      assert.deepEqual(await readAnswer(owned), [1, 0, 255]);
    });

    it("keeps the first answer", async () => {
      await using owned = await create();
      await owned.store.keep({ ...request, answer });
      await owned.store.keep({ ...request, answer: Uint8Array.of(9) });
      assert.deepEqual(await readAnswer(owned), [1, 0, 255]);
    });

    it("keeps an empty answer", async () => {
      await using owned = await create();
      await owned.store.keep({ ...request, answer: new Uint8Array() });
      assert.deepEqual(await readAnswer(owned), []);
    });

    it("gives a lease that was given back to the next one, whatever it asks", async () => {
      await using owned = await create();
      await owned.store.claim(request, leaseMs);
      await owned.store.release(request);
      assert.deepEqual(await owned.store.claim(other, leaseMs), { state: "claimed" });
    });

    it("gives a lease back to its own request only, and never an answer", async () => {
      await using owned = await create();
      await owned.store.claim(request, leaseMs);
      await owned.store.release(other);
      assert.deepEqual(await owned.store.claim(request, leaseMs), { state: "in_use" });
      await owned.store.keep({ ...request, answer });
      await owned.store.release(request);
      assert.deepEqual(await readAnswer(owned), [1, 0, 255]);
    });

    it("lets a lease that ran out be taken over, by one", async () => {
      await using owned = await create();
      await owned.store.claim(request, leaseMs);
      owned.setNow(1000 + leaseMs);
      assert.deepEqual(await owned.store.claim(request, leaseMs), { state: "in_use" });
      owned.setNow(1001 + leaseMs);
      const claims = await Promise.all([1, 2].map(() => owned.store.claim(request, leaseMs)));
      assert.deepEqual(claims.map(({ state }) => state).toSorted(), ["claimed", "in_use"]);
    });

    it("keeps an answer for a day, and takes the key for a new one then", async () => {
      await using owned = await create();
      await owned.store.claim(request, leaseMs);
      await owned.store.keep({ ...request, answer });
      owned.setNow(1000 + keepAnswersMs);
      assert.deepEqual(await readAnswer(owned), [1, 0, 255]);
      owned.setNow(1001 + keepAnswersMs);
      assert.deepEqual(await owned.store.claim(other, leaseMs), { state: "claimed" });
    });

    it("keeps keys apart", async () => {
      await using owned = await create();
      await owned.store.keep({ ...request, answer });
      assert.deepEqual(await owned.store.claim({ id: "b".repeat(64), hash: "two" }, leaseMs), { state: "claimed" });
    });
  });
}

async function readAnswer({ store }: OwnedKeys): Promise<readonly number[]> {
  const claim = await store.claim(request, leaseMs);
  assert.ok(claim.state === "answered");
  return [...claim.answer];
}
