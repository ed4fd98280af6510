import { nextVersion, receiveLink, type Version } from "@flotilla/chassis/relation";
import type { LinkPublisher } from "./link-publisher.ts";
import { saveStudent, type Witness } from "./save-student.ts";
import { maxCourses, ownSide, type Student } from "./student.ts";
import type { LinkChanged } from "./student-event.ts";
import type { StudentChange } from "./student-store.ts";
import type { UpdatePorts } from "./update-student.ts";

/** What applying a link needs from outside. */
export interface ApplyLinkPorts extends UpdatePorts {
  readonly publisher: LinkPublisher;
}

/** What courses says of one link of a student. */
export interface LinkUpdate {
  /** Any text: courses does not know which ids are students'. */
  readonly studentId: string;
  readonly courseId: string;
  readonly version: Version;
  readonly isPresent: boolean;
  /** Id of the message that said so. */
  readonly messageId?: string | undefined;
}

/**
 * Makes a link of a student what courses says it is, unless a later change is known. A link that cannot be is sent back,
 * so that the course forgets it: there is no such student, or it has {@link maxCourses} courses already.
 */
export async function applyCourseLink(ports: ApplyLinkPorts, update: LinkUpdate, witness: Witness): Promise<void> {
  let isAbsent = false;
  const decide = (student: Student | undefined) => {
    isAbsent = !student;
    const change = student && toChange(student, update, ports.clock.now().getTime());
    // The event may have come before, to a process that died before it could tell anybody.
    if (!change) witness(toNoChange(update, student));
    return change;
  };
  await saveStudent(ports, update.studentId, decide, witness);
  // The version depends on nothing but the event, so that however often it comes, it is refused by one and the same.
  if (isAbsent && update.isPresent)
    await ports.publisher.publish([refuse(update, nextVersion(ownSide, 0, update.version))]);
}

function toNoChange({ studentId: id, version }: LinkUpdate, student: Student | undefined): StudentChange {
  return { id, version: student?.version ?? version, before: student, after: student, events: [] };
}

function toChange(before: Student, update: LinkUpdate, nowMs: number): StudentChange | undefined {
  const { courseId: id, isPresent, messageId } = update;
  const change = { id, isPresent, version: update.version };
  const received = receiveLink(before, change, { side: ownSide, limit: maxCourses, nowMs });
  if (!received) return undefined;
  const { version, links, isRefused } = received;
  const events = isRefused ? [refuse(update, version)] : [];
  return { id: before.id, version, before, after: { ...before, version, links }, events, messageId };
}

function refuse({ studentId, courseId }: LinkUpdate, version: Version): LinkChanged {
  return { kind: "link_changed", studentId, courseId, version, isPresent: false, isRefusal: true };
}
