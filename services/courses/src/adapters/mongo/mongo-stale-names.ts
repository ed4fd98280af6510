import type { StaleNames } from "@flotilla/chassis/cache";
import { ObjectId } from "mongodb";
import type { MongoDatabase } from "./mongo-database.ts";

/**
 * Names that are to be made stale, in a collection. Each time that a name is added counts: only those times are removed that
 * this process has listed last, never one that is added meanwhile.
 */
export class MongoStaleNames implements StaleNames {
  readonly #database: MongoDatabase;
  /** The documents that were listed last, by name. */
  #listed: ReadonlyMap<string, readonly { readonly _id: ObjectId }[]> = new Map();

  constructor(database: MongoDatabase) {
    this.#database = database;
  }

  async add(names: readonly string[]): Promise<void> {
    if (names.length === 0) return;
    const documents = names.map((name) => ({ _id: new ObjectId(), name }));
    await this.#database.use(({ staleNames }) => staleNames.insertMany(documents));
  }

  /** Oldest first, each name once. */
  async list(limit: number): Promise<readonly string[]> {
    const documents = await this.#database.use(({ staleNames }) =>
      staleNames.find().sort({ _id: 1 }).limit(limit).toArray(),
    );
    this.#listed = Map.groupBy(documents, ({ name }) => name);
    return [...this.#listed.keys()];
  }

  async remove(names: readonly string[]): Promise<void> {
    const ids = names.flatMap((name) => this.#listed.get(name)?.map(({ _id }) => _id) ?? []);
    await this.#database.use(({ staleNames }) => staleNames.deleteMany({ _id: { $in: ids } }));
  }
}
