import {
  type Claim,
  type KeptAnswer,
  type KeyedRequest,
  type KeyStore,
  keepAnswersMs,
} from "@flotilla/chassis/idempotency";
import { Binary, type Filter, type UpdateFilter } from "mongodb";
import type { Collections, KeyDocument } from "./collections.ts";
import type { MongoDatabase } from "./mongo-database.ts";
import { isDuplicateKey } from "./mongo-errors.ts";

/**
 * The answers to keyed requests. The latest of those that had an effect are inside the document that the request changed;
 * earlier ones, answers without an effect and leases have a collection of their own.
 */
export class MongoKeys implements KeyStore {
  readonly #database: MongoDatabase;
  readonly #now: () => number;

  constructor(database: MongoDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** The lease is taken before answers are looked for: whoever had it before may have had its effect in between. */
  async claim(request: KeyedRequest, forMs: number): Promise<Claim> {
    return await this.#database.use(async (collections) => {
      const isLeased = await this.#takeLease(collections, request, forMs);
      const claim = await this.#find(collections, request);
      if (!isLeased) return claim ?? (await findLease(collections, request));
      if (claim) await release(collections, request);
      return claim ?? { state: "claimed" };
    });
  }

  /** The first answer stays. */
  async keep({ id, hash, answer }: KeptAnswer): Promise<void> {
    const kept_until = new Date(this.#now() + keepAnswersMs);
    const kept = { $set: { hash, answer: new Binary(answer), leased_until: new Date(0), kept_until } };
    await this.#database.use(({ keys }) => upsert(keys, { _id: id, hash, answer: { $exists: false } }, kept));
  }

  async release(request: KeyedRequest): Promise<void> {
    await this.#database.use((collections) => release(collections, request));
  }

  async #takeLease({ keys }: Collections, { id, hash }: KeyedRequest, forMs: number): Promise<boolean> {
    const now = this.#now();
    const past = { $lt: new Date(now) };
    const free = { $or: [{ kept_until: past }, { answer: { $exists: false }, leased_until: past }] };
    const lease = { hash, leased_until: new Date(now + forMs), kept_until: new Date(now + keepAnswersMs) };
    return upsert(keys, { _id: id, ...free }, { $set: lease, $unset: { answer: "" } });
  }

  async #find({ courses }: Collections, { id, hash }: KeyedRequest): Promise<Claim | undefined> {
    const document = await courses.findOne({ "answers.id": id }, { projection: { answers: 1 } });
    const entry = document?.answers?.find((answer) => answer.id === id);
    if (!entry || entry.kept_at.getTime() < this.#now() - keepAnswersMs) return undefined;
    return entry.hash === hash ? { state: "answered", answer: entry.answer.value() } : { state: "other_request" };
  }
}

/** Who has the lease may have given it back since: then the caller had better come again. */
async function findLease({ keys }: Collections, { id, hash }: KeyedRequest): Promise<Claim> {
  const document = await keys.findOne({ _id: id });
  if (document && document.hash !== hash) return { state: "other_request" };
  return document?.answer ? { state: "answered", answer: document.answer.value() } : { state: "in_use" };
}

async function release({ keys }: Collections, { id, hash }: KeyedRequest): Promise<void> {
  await keys.deleteOne({ _id: id, hash, answer: { $exists: false } });
}

/** False: the document is there, and is another one than the filter wants. */
async function upsert(keys: Collections["keys"], filter: Filter<KeyDocument>, update: UpdateFilter<KeyDocument>) {
  try {
    await keys.updateOne(filter, update, { upsert: true });
    return true;
  } catch (thrown) {
    if (isDuplicateKey(thrown)) return false;
    throw thrown;
  }
}
