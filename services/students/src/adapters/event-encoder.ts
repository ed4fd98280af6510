import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { createOutgoingHeaders, encodeBinary, type Telemetry } from "@flotilla/chassis";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { DiffIdsSchema, UpdateEmbeddedSchema, UpdateType } from "@flotilla/contract/nis_test/nis_test";
import type { LinkChanged, LinksWritten, StudentEvent } from "../domain/student-event.ts";

/** Makes of an event what is published. */
export type EncodeEvent = (event: StudentEvent) => OutboxEvent;

/**
 * Events as the contract has them. The id of a message is made of its event alone, so that the same event is the same
 * message however often it is published. Headers: the version of the links, and the trace of the running call.
 */
export function createEventEncoder(telemetry: Pick<Telemetry, "propagators" | "baggageKeys">): EncodeEvent {
  return (event) => ({
    ...(event.kind === "links_written" ? toDiffIds(event) : toUpdateEmbedded(event)),
    headers: { ...createOutgoingHeaders(telemetry), "link-version": event.version },
    aggregate: `students/${event.studentId}`,
  });
}

function toDiffIds({ studentId, version, before, after }: LinksWritten) {
  const message = { id: studentId, oldIds: [...before], newIds: [...after] };
  const data = encodeBinary(DiffIdsSchema, create(DiffIdsSchema, message));
  return { subject: "student.to_modify", id: `student/${studentId}/${version}`, data };
}

function toUpdateEmbedded(event: LinkChanged) {
  const { studentId, courseId, isPresent } = event;
  const type = isPresent ? UpdateType.Add : UpdateType.Delete;
  const message: MessageInitShape<typeof UpdateEmbeddedSchema> = { id: courseId, payloadId: studentId, type };
  const data = encodeBinary(UpdateEmbeddedSchema, create(UpdateEmbeddedSchema, message));
  return { subject: "student.modified", id: toMessageId(event), data };
}

/** Ids that callers made up are escaped: the id of a message is a header, and its parts must stay apart. */
function toMessageId({ studentId, courseId, version, isPresent, isRefusal }: LinkChanged): string {
  const [student, course] = [studentId, courseId].map(encodeURIComponent);
  if (isRefusal) return `refused/${version}/${student}/${course}`;
  return `${version}/${student}/${course}/${isPresent ? "add" : "delete"}`;
}
