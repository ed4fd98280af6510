import { nextVersion, receiveLink, type Version } from "@flotilla/chassis/relation";
import { type Course, maxStudents, ownSide } from "./course.ts";
import type { LinkChanged } from "./course-event.ts";
import type { CourseChange } from "./course-store.ts";
import type { LinkPublisher } from "./link-publisher.ts";
import { saveCourse, type Witness } from "./save-course.ts";
import type { UpdatePorts } from "./update-course.ts";

/** What applying a link needs from outside. */
export interface ApplyLinkPorts extends UpdatePorts {
  readonly publisher: LinkPublisher;
}

/** What students says of one link of a course. */
export interface LinkUpdate {
  /** Any text: students does not know which ids are courses'. */
  readonly courseId: string;
  readonly studentId: string;
  readonly version: Version;
  readonly isPresent: boolean;
  /** Id of the message that said so. */
  readonly messageId?: string | undefined;
}

/**
 * Makes a link of a course what students says it is, unless a later change is known. A link that cannot be is sent back,
 * so that the student forgets it: there is no such course, or it has {@link maxStudents} students already.
 */
export async function applyStudentLink(ports: ApplyLinkPorts, update: LinkUpdate, witness: Witness): Promise<void> {
  let isAbsent = false;
  const decide = (course: Course | undefined) => {
    isAbsent = !course;
    const change = course && toChange(course, update, ports.clock.now().getTime());
    // The event may have come before, to a process that died before it could tell anybody.
    if (!change) witness(toNoChange(update, course));
    return change;
  };
  await saveCourse(ports, update.courseId, decide, witness);
  // The version depends on nothing but the event, so that however often it comes, it is refused by one and the same.
  if (isAbsent && update.isPresent)
    await ports.publisher.publish([refuse(update, nextVersion(ownSide, 0, update.version))]);
}

function toNoChange({ courseId: id, version }: LinkUpdate, course: Course | undefined): CourseChange {
  return { id, version: course?.version ?? version, before: course, after: course, events: [] };
}

function toChange(before: Course, update: LinkUpdate, nowMs: number): CourseChange | undefined {
  const { studentId: id, isPresent, messageId } = update;
  const change = { id, isPresent, version: update.version };
  const received = receiveLink(before, change, { side: ownSide, limit: maxStudents, nowMs });
  if (!received) return undefined;
  const { version, links, isRefused } = received;
  const events = isRefused ? [refuse(update, version)] : [];
  return { id: before.id, version, before, after: { ...before, version, links }, events, messageId };
}

function refuse({ courseId, studentId }: LinkUpdate, version: Version): LinkChanged {
  return { kind: "link_changed", courseId, studentId, version, isPresent: false, isRefusal: true };
}
