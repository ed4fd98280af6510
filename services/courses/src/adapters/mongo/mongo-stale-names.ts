import type { StaleNames } from "@flotilla/chassis/cache";
import { ObjectId } from "mongodb";
import type { MongoDatabase } from "./mongo-database.ts";

/**
 * Names that are to be made stale, in a collection. Each time that a name is added counts: only those times are removed that
 * this process has added or listed before, never one that another process adds meanwhile.
 */
export class MongoStaleNames implements StaleNames {
  readonly #database: MongoDatabase;
  /** Ids of the documents that were seen, by name. */
  readonly #seen = new Map<string, ObjectId[]>();

  constructor(database: MongoDatabase) {
    this.#database = database;
  }

  async add(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const documents = names.map((name) => ({ _id: new ObjectId(), name }));
    await this.#database.use(({ staleNames }) => staleNames.insertMany(documents));
    this.#see(documents);
  }

  /** Oldest first, each name once. */
  async list(limit: number): Promise<readonly string[]> {
    const documents = await this.#database.use(({ staleNames }) =>
      staleNames.find().sort({ _id: 1 }).limit(limit).toArray(),
    );
    this.#see(documents);
    return [...new Set(documents.map(({ name }) => name))];
  }

  async remove(names: readonly string[]): Promise<void> {
    const ids = names.flatMap((name) => this.#seen.get(name) ?? []);
    await this.#database.use(({ staleNames }) => staleNames.deleteMany({ _id: { $in: ids } }));
    for (const name of names) this.#seen.delete(name);
  }

  #see(documents: readonly { readonly _id: ObjectId; readonly name: string }[]): void {
    for (const { _id, name } of documents) {
      const seen = this.#seen.get(name) ?? [];
      if (!seen.some((id) => id.equals(_id))) this.#seen.set(name, [...seen, _id]);
    }
  }
}
