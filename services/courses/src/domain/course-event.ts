import { listPresent, type Version } from "@flotilla/chassis/relation";
import type { Course } from "./course.ts";

/** A course was written: its students before and after. The first of the two steps in which a change gets around. */
export interface LinksWritten {
  readonly kind: "links_written";
  readonly courseId: string;
  readonly version: Version;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** One link of a student is to change. */
export interface LinkChanged {
  readonly kind: "link_changed";
  readonly courseId: string;
  readonly studentId: string;
  readonly version: Version;
  readonly isPresent: boolean;
  /** The student's own link is taken back: the course is not there, or is full. */
  readonly isRefusal: boolean;
}

/** What courses tells the queue. The same event always has the same content. */
export type CourseEvent = LinksWritten | LinkChanged;

/** The event of a write; `before` or `after` is absent where there was or is no course. */
export function linksWritten(courseId: string, version: Version, write: Write): LinksWritten {
  const [before, after] = [write.before, write.after].map((course) => listPresent(course?.links ?? []));
  return { kind: "links_written", courseId, version, before: before!, after: after! };
}

interface Write {
  readonly before?: Course | undefined;
  readonly after?: Course | undefined;
}
