import { keepAnswersMs, keyInUse } from "@flotilla/chassis/idempotency";
import type { Filter, ObjectId } from "mongodb";
import type { Collections } from "./collections.ts";
import type { AnswerEntry, CourseDocument } from "./course-document.ts";

/** Most answers inside one document before another one comes: a document has 16 MiB, and its events want some, too. */
export const mostInside = 16;

/**
 * What else a document must be for a keyed request to change it: without an answer to the request, and no answer was moved
 * away from it meanwhile. Answers are copied before they are taken out, and each move is counted: so an answer that is
 * neither inside now nor among the keys cannot come to be elsewhere without the filter failing. Throws
 * IDEMPOTENCY_KEY_IN_USE when the request has had its effect.
 */
export async function expectUnanswered(
  collections: Collections,
  _id: ObjectId,
  request: string,
  nowMs: number,
): Promise<Filter<CourseDocument>> {
  const moves = await makeRoom(collections, _id);
  if (await isMoved(collections, request, nowMs)) throw keyInUse();
  return { answers: { $not: toFresh(request, nowMs) }, answers_moved: moves ?? (null as never) };
}

/** Was the request answered with a change of this document? Where answers are before they are moved is looked at first. */
export async function isAnswered(
  collections: Collections,
  _id: ObjectId,
  request: string,
  nowMs: number,
): Promise<boolean> {
  const inside = await collections.courses.countDocuments({ _id, answers: toFresh(request, nowMs) });
  return inside > 0 || (await isMoved(collections, request, nowMs));
}

/** Moves all answers to the keys when there are many. Tells how often that was done, ever. */
async function makeRoom({ courses, keys }: Collections, _id: ObjectId): Promise<number | undefined> {
  const projection = { answers: 1, answers_moved: 1 } as const;
  const { answers = [], answers_moved: moves } = (await courses.findOne({ _id }, { projection })) ?? {};
  if (answers.length < mostInside) return moves;
  await keys.bulkWrite(answers.map(toUpsert));
  const moved = { id: { $in: answers.map(({ id }) => id) } };
  await courses.updateOne({ _id }, { $pull: { answers: moved }, $inc: { answers_moved: 1 } });
  return (moves ?? 0) + 1;
}

/** Whoever has the lease on the key by now finds the answer in its place. */
function toUpsert({ id, hash, answer, kept_at }: AnswerEntry) {
  const kept_until = new Date(kept_at.getTime() + keepAnswersMs);
  const update = { $set: { hash, answer, leased_until: new Date(0), kept_until } };
  return { updateOne: { filter: { _id: id }, update, upsert: true } };
}

async function isMoved({ keys }: Collections, request: string, nowMs: number): Promise<boolean> {
  const kept = { _id: request, answer: { $exists: true }, kept_until: { $gte: new Date(nowMs) } };
  return (await keys.countDocuments(kept)) > 0;
}

/** An answer that holds still; those that are past their time go when the outbox is pruned. */
function toFresh(id: string, nowMs: number) {
  return { $elemMatch: { id, kept_at: { $gte: new Date(nowMs - keepAnswersMs) } } };
}
