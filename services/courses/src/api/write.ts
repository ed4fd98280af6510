import type { Message } from "@bufbuild/protobuf";
import type { Call } from "@flotilla/chassis";
import { listPresent } from "@flotilla/chassis/relation";
import type { CourseChange } from "../domain/course-store.ts";
import type { Witness } from "../domain/save-course.ts";
import { toEtag } from "./if-match.ts";

/** Says which names of caches a change makes stale: each student that the course had or has shows it. */
export function touch(call: Call, { id, before, after }: CourseChange): void {
  const studentIds = [before, after].flatMap((course) => listPresent(course?.links ?? []));
  call.touch({ id: [id], student_ids: studentIds });
}

/** What a caller is told of a change. */
export interface Told<M extends Message> {
  readonly answer: M;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Runs a write and answers what `tell` says of the change, with its etag. The answer is made before the change is saved, so
 * that the store can keep it in the same step for a call with an idempotency key. A write that fails leaves no headers; one
 * whose turn comes when its caller has given up is not begun.
 */
export async function write<M extends Message>(
  call: Call,
  tell: (change: CourseChange) => Told<M>,
  save: (witness: Witness) => Promise<unknown>,
): Promise<M> {
  const before = call.responseHeaders;
  let told!: Told<M>;
  const witness: Witness = (change) => {
    call.signal.throwIfAborted();
    touch(call, change);
    told = tell(change);
    call.responseHeaders = { ...before, etag: toEtag(change.version), ...told.headers };
    return call.keyed?.(told.answer);
  };
  let isSaved = false;
  try {
    await save(witness);
    isSaved = true;
  } finally {
    if (!isSaved) call.responseHeaders = before;
  }
  return told.answer;
}
