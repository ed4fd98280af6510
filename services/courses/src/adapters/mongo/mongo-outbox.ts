import { randomUUID } from "node:crypto";
import type { OutboxEvent, OutboxStore, PendingEvent } from "@flotilla/chassis/outbox";
import type { AnyBulkWriteOperation } from "mongodb";
import { type Collections, isUnset, type PublishedDocument } from "./collections.ts";
import type { EventEntry } from "./course-document.ts";
import type { MongoDatabase } from "./mongo-database.ts";
import { isDuplicateKey } from "./mongo-errors.ts";

/**
 * How long one process alone reads what was left behind; the next one takes over when it is gone. A lease that seems to be
 * longer is of a clock that is ahead, and counts for nothing.
 */
const leaseMs = 2000;

/**
 * The outbox. Events wait inside the document of the course that they are about, since they were stored in one update with
 * its change. Once they are published they move to a collection of their own, so that documents stay small, and wait there
 * for the day that the queue loses its streams. Between the two steps of the move an event is in both; it is the same event.
 */
export class MongoOutbox implements OutboxStore {
  readonly #database: MongoDatabase;
  readonly #now: () => number;
  readonly #holder = randomUUID();

  constructor(database: MongoDatabase, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Empty as well while another process is at it: for as long as that asks again, and two seconds more. */
  async listPending(before: Date, limit: number): Promise<readonly PendingEvent[]> {
    return await this.#database.use(async (collections) => {
      const found = [
        ...(await listReopened(collections, before, limit)),
        ...(await listNew(collections, before, limit)),
      ];
      const entries = [...new Map(found.map((entry) => [entry.id, entry])).values()];
      if (entries.length === 0 || !(await this.#takeLease(collections))) return [];
      const ordered = entries.toSorted((a, b) => (a.position < b.position ? -1 : 1));
      return ordered.slice(0, limit).map(toPendingEvent);
    });
  }

  async markPublished(events: readonly OutboxEvent[], epochs: ReadonlyMap<string, string>): Promise<void> {
    const ids = events.map(({ id }) => id);
    if (ids.length === 0) return;
    const now = new Date(this.#now());
    await this.#database.use(async ({ courses, published }) => {
      const holding = { "outbox.id": { $in: ids } };
      const documents = await courses.find(holding, { projection: { outbox: 1 } }).toArray();
      const entries = documents.flatMap(({ outbox = [] }) => outbox).filter(({ id }) => ids.includes(id));
      const toMark = ({ subject }: { readonly subject: string }) => ({
        published_at: now,
        epoch: epochs.get(subject) ?? "",
      });
      await published.bulkWrite([
        ...entries.map(({ id, ...content }) => toUpsert(id, { ...content, ...toMark(content) })),
        ...events.map((event) => toUpdate(event.id, toMark(event))),
      ]);
      await courses.updateMany(holding, { $pull: { outbox: { id: { $in: ids } } } });
      await courses.updateMany({ pending_since: isSet, outbox: { $size: 0 } }, { $unset: { pending_since: "" } });
    });
  }

  async reopen(subject: string, epoch: string): Promise<number> {
    return await this.#database.use(async ({ published }) => {
      const filter = { subject, epoch: { $ne: epoch }, published_at: isSet };
      return (await published.updateMany(filter, { $unset: { published_at: "" } })).modifiedCount;
    });
  }

  async readBacklog(): Promise<{ readonly pending: number; readonly oldest: Date | undefined }> {
    return await this.#database.use(async ({ courses, published }) => {
      const inside = { pending: { $sum: { $size: "$outbox" } }, oldest: { $min: { $min: "$outbox.recorded_at" } } };
      const beside = { pending: { $sum: 1 }, oldest: { $min: "$recorded_at" } };
      const counts = [
        ...(await courses.aggregate<Backlog>([{ $match: { pending_since: isSet } }, toCount(inside)]).toArray()),
        ...(await published.aggregate<Backlog>([{ $match: { published_at: isUnset } }, toCount(beside)]).toArray()),
      ];
      const pending = counts.reduce((sum, count) => sum + count.pending, 0);
      const [oldest] = counts.flatMap((count) => count.oldest ?? []).toSorted((a, b) => a.getTime() - b.getTime());
      return { pending, oldest };
    });
  }

  /** Forgets kept answers, leases and what is left of removed courses as well. */
  async prune(before: Date): Promise<void> {
    const old = { $lt: before };
    await this.#database.use(async ({ courses, published, keys }) => {
      await published.deleteMany({ published_at: old });
      await keys.deleteMany({ kept_until: { $lt: new Date(this.#now()) } });
      await courses.updateMany({ "answers.kept_at": old }, { $pull: { answers: { kept_at: old } } });
      await courses.deleteMany({ removed_at: old, pending_since: isUnset });
    });
  }

  async #takeLease({ leases }: Collections): Promise<boolean> {
    const [now, holder] = [this.#now(), this.#holder];
    const until = new Date(now + leaseMs);
    const free = { $or: [{ holder }, { until: { $lt: new Date(now) } }, { until: { $gt: until } }] };
    try {
      const lease = { $set: { holder, until } };
      await leases.updateOne({ _id: "leftovers", ...free }, lease, { upsert: true });
      return true;
    } catch (thrown) {
      if (isDuplicateKey(thrown)) return false;
      throw thrown;
    }
  }
}

interface Backlog {
  readonly pending: number;
  readonly oldest: Date | null;
}

function toCount(fields: object): { readonly $group: object } {
  return { $group: { _id: null, ...fields } };
}

const isSet = { $exists: true };

async function listNew({ courses }: Collections, before: Date, limit: number): Promise<readonly EventEntry[]> {
  const waiting = courses.find({ pending_since: { $lt: before } }, { projection: { outbox: 1 } });
  const documents = await waiting.sort({ pending_since: 1 }).limit(limit).toArray();
  return documents.flatMap(({ outbox = [] }) => outbox).filter(({ recorded_at }) => recorded_at < before);
}

async function listReopened({ published }: Collections, before: Date, limit: number): Promise<readonly EventEntry[]> {
  const waiting = published.find({ published_at: isUnset, recorded_at: { $lt: before } });
  const documents = await waiting.sort({ position: 1 }).limit(limit).toArray();
  return documents.map(({ _id, ...event }) => ({ id: _id, ...event }));
}

function toPendingEvent({ id, subject, aggregate, data, headers, recorded_at }: EventEntry): PendingEvent {
  return { id, subject, aggregate, data: data.value(), headers, recordedAt: recorded_at };
}

function toUpsert(_id: string, $set: Omit<PublishedDocument, "_id">): AnyBulkWriteOperation<PublishedDocument> {
  return { updateOne: { filter: { _id }, update: { $set }, upsert: true } };
}

/** Of one that is no longer inside its course's document, unless it is marked. */
function toUpdate(_id: string, $set: Partial<PublishedDocument>): AnyBulkWriteOperation<PublishedDocument> {
  return { updateOne: { filter: { _id, published_at: isUnset }, update: { $set } } };
}
