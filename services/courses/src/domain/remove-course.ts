import { nextVersion, type Version } from "@flotilla/chassis/relation";
import { assertExpected } from "./assert-expected.ts";
import { type Course, ownSide } from "./course.ts";
import { linksWritten } from "./course-event.ts";
import { courseNotFound } from "./faults.ts";
import { saveCourse, type Witness } from "./save-course.ts";
import type { UpdatePorts } from "./update-course.ts";

/** Which course to remove. */
export interface Removal {
  readonly id: string;
  /** When given, the course must be at one of these. */
  readonly expected?: readonly Version[] | undefined;
}

/** Removes a course; its links go with it. Throws COURSE_NOT_FOUND or COURSE_CHANGED. */
export async function removeCourse(ports: UpdatePorts, { id, expected }: Removal, witness: Witness): Promise<void> {
  const decide = (course: Course | undefined) => {
    if (!course) throw courseNotFound(id);
    assertExpected(course, expected);
    const version = nextVersion(ownSide, ports.clock.now().getTime(), course.version);
    return { id, version, before: course, events: [linksWritten(id, version, { before: course })] };
  };
  await saveCourse(ports, id, decide, witness);
}
