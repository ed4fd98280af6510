import type { Message } from "@bufbuild/protobuf";
import type { Call } from "@flotilla/chassis";
import { answerAtSave, type Told } from "@flotilla/chassis/idempotency";
import { listPresent, toEtag } from "@flotilla/chassis/relation";
import type { Witness } from "../domain/save-student.ts";
import type { StudentChange } from "../domain/student-store.ts";

/** Says which names of caches a change makes stale: each course that the student had or has shows it. */
export function touch(call: Call, { id, before, after }: StudentChange): void {
  const courseIds = [before, after].flatMap((student) => listPresent(student?.links ?? []));
  call.touch({ id: [id], course_ids: courseIds });
}

/** Runs a write and answers what `tell` says of the change, with its etag, as {@link answerAtSave} does. */
export function write<M extends Message>(
  call: Call,
  tell: (change: StudentChange) => Told<M>,
  save: (witness: Witness) => Promise<unknown>,
): Promise<M> {
  const touchAndTell = (change: StudentChange) => {
    touch(call, change);
    const { answer, headers } = tell(change);
    return { answer, headers: { etag: toEtag(change.version), ...headers } };
  };
  return answerAtSave(call, touchAndTell, save);
}
