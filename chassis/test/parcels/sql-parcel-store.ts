import type { KeptAnswer } from "@flotilla/chassis/idempotency";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { type SqlDatabase, SqlInbox, SqlKeys, SqlOutbox } from "@flotilla/chassis/sql";
import { sql } from "kysely";
import type { Parcel, ParcelStore } from "./parcel-store.ts";

/** The tables, as kysely wants them. */
export interface ParcelTables {
  readonly parcel: Parcel;
  readonly city: { readonly name: string; readonly parcels: number };
}

/** What a SqlParcelStore is made from. */
export interface SqlParcelStoreOptions {
  readonly database: SqlDatabase<ParcelTables>;
  readonly encode: (parcel: Parcel) => OutboxEvent;
  /** Hears of events once they are committed. */
  readonly onRecorded: (events: readonly OutboxEvent[]) => void;
}

/** Parcels in PostgreSQL or SQLite. */
export class SqlParcelStore implements ParcelStore {
  readonly #options: SqlParcelStoreOptions;
  readonly #outbox: SqlOutbox;
  readonly #inbox: SqlInbox;
  readonly #keys: SqlKeys;

  constructor(options: SqlParcelStoreOptions) {
    this.#options = options;
    this.#outbox = new SqlOutbox(options.database);
    this.#inbox = new SqlInbox(options.database);
    this.#keys = new SqlKeys(options.database);
  }

  async add(parcel: Parcel, answer: KeptAnswer | undefined): Promise<void> {
    const { database, encode, onRecorded } = this.#options;
    const events = [encode(parcel)];
    await database.transact(async (trx) => {
      await trx.insertInto("parcel").values(parcel).execute();
      await this.#outbox.record(trx, events);
      await this.#keys.keepWith(trx, answer ? [answer] : []);
    });
    onRecorded(events);
  }

  async count(city: string, messageId: string): Promise<void> {
    await this.#options.database.transact(async (trx) => {
      const noted = await this.#inbox.receive(trx, "parcels", [messageId]);
      if (!noted.has(messageId)) return;
      await sql`insert into city values (${city}, 1)
        on conflict (name) do update set parcels = city.parcels + 1`.execute(trx);
    });
  }

  async readCount(city: string): Promise<number> {
    const { db } = this.#options.database;
    const row = await db.selectFrom("city").selectAll().where("name", "=", city).executeTakeFirst();
    return row?.parcels ?? 0;
  }
}
