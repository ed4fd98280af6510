import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { type QueryExecutorProvider, type RawBuilder, sql } from "kysely";
import {
  keepPublishedMs,
  keepReceivedMs,
  type OutboxEvent,
  type OutboxStore,
  type PendingEvent,
} from "../outbox/outbox.ts";
import type { SqlEngine, SqlExecutor } from "./sql-database.ts";
import { toList, toRows } from "./sql-rows.ts";

/** What the stores of the chassis' tables take from outside. */
export interface SqlStoreOptions {
  /** Milliseconds since 1970. Default: Date.now. */
  readonly now?: () => number;
}

interface EventRow {
  readonly id: string;
  readonly aggregate: string;
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: string;
  readonly recorded_ms: number;
}

/**
 * How long one process alone reads what was left behind; the next one takes over when it is gone. A lease that seems to be
 * longer is of a clock that is ahead, and counts for nothing.
 */
const leaseMs = 2000;
/** Most rows that one statement forgets or opens, so that it neither holds others up nor runs out of time. */
const mostRows = 10_000;

/** The outbox in a table beside the service's own; see {@link chassisTables}. */
export class SqlOutbox implements OutboxStore {
  readonly #engine: SqlEngine;
  readonly #db: QueryExecutorProvider;
  readonly #now: () => number;
  readonly #holder = randomUUID();
  #hasAsked = false;

  constructor({ engine, db }: SqlExecutor, { now = Date.now }: SqlStoreOptions = {}) {
    this.#engine = engine;
    this.#db = db;
    this.#now = now;
  }

  /** Records events in the transaction of the change that they tell of. One that is recorded already stays as it is. */
  async record(trx: QueryExecutorProvider, events: readonly OutboxEvent[]): Promise<void> {
    if (events.length > 0) await this.recording(events).execute(trx);
  }

  /**
   * The statement that records events, for one that does more at once. `condition` chooses among them by the columns of
   * `event`; absent: all.
   */
  recording(events: readonly OutboxEvent[], condition: RawBuilder<unknown> = sql`true`): RawBuilder<unknown> {
    const recordedMs = this.#now();
    const rows = toRows(
      this.#engine,
      ["text", "text", "text", "bytea", "text", "bigint"],
      events.map((event) => [
        ...[event.id, event.aggregate, event.subject, event.data],
        ...[JSON.stringify(event.headers), recordedMs],
      ]),
    );
    const columns = sql.raw("id, aggregate, subject, data, headers, recorded_ms");
    return sql`insert into outbox_event (${columns})
      select * from (with event (${columns}) as (${rows}) select * from event where ${condition}) as chosen
      where true on conflict (id) do nothing`;
  }

  /**
   * Empty as well while another process is at it: for as long as that asks again, and two seconds more. Whoever asks for the
   * first time gets all: it has just started, and must know what was left behind before it publishes anything.
   */
  async listPending(before: Date, limit: number): Promise<readonly PendingEvent[]> {
    const isFirst = !this.#hasAsked;
    this.#hasAsked = true;
    const nowMs = this.#now();
    const isAnothers = sql`exists (select 1 from outbox_lease
      where holder <> ${this.#holder} and until_ms between ${nowMs} and ${nowMs + leaseMs})`;
    const { rows } = await sql<EventRow>`
      select id, aggregate, subject, data, headers, recorded_ms from outbox_event
      where published_ms is null and recorded_ms < ${before.getTime()} and (${isFirst} or not ${isAnothers})
      order by position limit ${limit}`.execute(this.#db);
    return rows.length > 0 && (await this.#takeLease(isFirst)) ? rows.map(toPendingEvent) : [];
  }

  async markPublished(events: readonly OutboxEvent[], epochs: ReadonlyMap<string, string>): Promise<void> {
    const subjects = [...new Set(events.map(({ subject }) => subject))];
    if (subjects.length === 0) return;
    const cases = subjects.map((subject) => sql`when ${subject} then ${epochs.get(subject) ?? ""}`);
    const ids = events.map(({ id }) => id);
    await sql`update outbox_event set published_ms = ${this.#now()}, epoch = case subject ${sql.join(cases, sql` `)} end
      where published_ms is null and id in ${toList(this.#engine, "text", ids)}`.execute(this.#db);
  }

  async reopen(subject: string, epoch: string): Promise<number> {
    const isElsewhere = sql`subject = ${subject} and published_ms is not null and (epoch < ${epoch} or epoch > ${epoch})`;
    return this.#repeat(
      sql`update outbox_event set published_ms = null where id in
        (select id from outbox_event where ${isElsewhere} limit ${mostRows})`,
    );
  }

  async readBacklog(): Promise<{ readonly pending: number; readonly oldest: Date | undefined }> {
    const { rows } = await sql<{ pending: number; oldest: number | null }>`
      select count(*) as pending, min(recorded_ms) as oldest from outbox_event where published_ms is null`.execute(
      this.#db,
    );
    const { pending = 0, oldest = null } = rows[0] ?? {};
    return { pending, oldest: oldest === null ? undefined : new Date(oldest) };
  }

  /** Forgets received messages, kept answers and leases as well, each by its own time. */
  async prune(before: Date): Promise<void> {
    const beforeMs = before.getTime();
    const receivedMs = beforeMs - (keepReceivedMs - keepPublishedMs);
    const published = sql`published_ms < ${beforeMs} and recorded_ms < ${beforeMs}`;
    await this.#forget("outbox_event", "id", published);
    await this.#forget("inbox_message", "consumer, id", sql`received_ms < ${receivedMs}`);
    await this.#forget("kept_answer", "id", sql`kept_until_ms < ${beforeMs + keepPublishedMs}`);
  }

  async #takeLease(isForced: boolean): Promise<boolean> {
    const nowMs = this.#now();
    const { rows } = await sql`insert into outbox_lease values ('leftovers', ${this.#holder}, ${nowMs + leaseMs})
      on conflict (name) do update set holder = excluded.holder, until_ms = excluded.until_ms
      where outbox_lease.holder = excluded.holder or ${isForced}
        or outbox_lease.until_ms not between ${nowMs} and ${nowMs + leaseMs}
      returning name`.execute(this.#db);
    return rows.length > 0;
  }

  /** The condition stands twice: who waits for another transaction looks at the row again, but not at what chose it. */
  async #forget(table: string, key: string, condition: RawBuilder<unknown>): Promise<void> {
    const [name, columns] = [sql.raw(table), sql.raw(key)];
    await this.#repeat(sql`delete from ${name} where ${condition} and (${columns}) in
      (select ${columns} from ${name} where ${condition} limit ${mostRows})`);
  }

  /** Runs a statement for {@link mostRows} until it finds fewer; others have their turn in between. Tells how many in all. */
  async #repeat(statement: RawBuilder<unknown>): Promise<number> {
    for (let rows = 0; ; ) {
      const { numAffectedRows = 0n } = await statement.execute(this.#db);
      rows += Number(numAffectedRows);
      if (numAffectedRows < mostRows) return rows;
      await setImmediate();
    }
  }
}

function toPendingEvent({ headers, recorded_ms, ...event }: EventRow): PendingEvent {
  return { ...event, headers: JSON.parse(headers), recordedAt: new Date(recorded_ms) };
}
