import type { Message } from "@bufbuild/protobuf";
import type { Call } from "@flotilla/chassis";
import { answerAtSave, type Told } from "@flotilla/chassis/idempotency";
import { listPresent, toEtag } from "@flotilla/chassis/relation";
import type { CourseChange } from "../domain/course-store.ts";
import type { Witness } from "../domain/save-course.ts";

/** Says which names of caches a change makes stale: each student that the course had or has shows it. */
export function touch(call: Call, { id, before, after }: CourseChange): void {
  const studentIds = [before, after].flatMap((course) => listPresent(course?.links ?? []));
  call.touch({ id: [id], student_ids: studentIds });
}

/** Runs a write and answers what `tell` says of the change, with its etag, as {@link answerAtSave} does. */
export function write<M extends Message>(
  call: Call,
  tell: (change: CourseChange) => Told<M>,
  save: (witness: Witness) => Promise<unknown>,
): Promise<M> {
  const touchAndTell = (change: CourseChange) => {
    touch(call, change);
    const { answer, headers } = tell(change);
    return { answer, headers: { etag: toEtag(change.version), ...headers } };
  };
  return answerAtSave(call, touchAndTell, save);
}
