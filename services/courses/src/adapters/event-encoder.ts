import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { createOutgoingHeaders, encodeBinary, type Telemetry } from "@flotilla/chassis";
import type { OutboxEvent } from "@flotilla/chassis/outbox";
import { DiffIdsSchema, UpdateEmbeddedSchema, UpdateType } from "@flotilla/contract/nis_test/nis_test";
import type { CourseEvent, LinkChanged, LinksWritten } from "../domain/course-event.ts";

/** Makes of an event what is published. */
export type EncodeEvent = (event: CourseEvent) => OutboxEvent;

/**
 * Events as the contract has them. The id of a message is made of its event alone, so that the same event is the same
 * message however often it is published. Headers: the version of the links, and the trace of the running call.
 */
export function createEventEncoder(telemetry: Pick<Telemetry, "propagators" | "baggageKeys">): EncodeEvent {
  return (event) => ({
    ...(event.kind === "links_written" ? toDiffIds(event) : toUpdateEmbedded(event)),
    headers: { ...createOutgoingHeaders(telemetry), "link-version": event.version },
    aggregate: `courses/${event.courseId}`,
  });
}

function toDiffIds({ courseId, version, before, after }: LinksWritten) {
  const message = { id: courseId, oldIds: [...before], newIds: [...after] };
  const data = encodeBinary(DiffIdsSchema, create(DiffIdsSchema, message));
  return { subject: "course.to_modify", id: `course/${courseId}/${version}`, data };
}

function toUpdateEmbedded(event: LinkChanged) {
  const { courseId, studentId, isPresent } = event;
  const type = isPresent ? UpdateType.Add : UpdateType.Delete;
  const message: MessageInitShape<typeof UpdateEmbeddedSchema> = { id: studentId, payloadId: courseId, type };
  const data = encodeBinary(UpdateEmbeddedSchema, create(UpdateEmbeddedSchema, message));
  return { subject: "course.modified", id: toMessageId(event), data };
}

/** Ids that callers made up are escaped: the id of a message is a header, and its parts must stay apart. */
function toMessageId({ courseId, studentId, version, isPresent, isRefusal }: LinkChanged): string {
  const [course, student] = [courseId, studentId].map(encodeURIComponent);
  if (isRefusal) return `refused/${version}/${course}/${student}`;
  return `${version}/${course}/${student}/${isPresent ? "add" : "delete"}`;
}
