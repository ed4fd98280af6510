import { listPresent, type Version } from "@flotilla/chassis/relation";
import type { Student } from "./student.ts";

/** A student was written: its courses before and after. The first of the two steps in which a change gets around. */
export interface LinksWritten {
  readonly kind: "links_written";
  readonly studentId: string;
  readonly version: Version;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** One link of a course is to change. */
export interface LinkChanged {
  readonly kind: "link_changed";
  readonly studentId: string;
  readonly courseId: string;
  readonly version: Version;
  readonly isPresent: boolean;
  /** The course's own link is taken back: the student is not there, or is full. */
  readonly isRefusal: boolean;
}

/** What students tells the queue. The same event always has the same content. */
export type StudentEvent = LinksWritten | LinkChanged;

/** The event of a write; `before` or `after` is absent where there was or is no student. */
export function linksWritten(studentId: string, version: Version, write: Write): LinksWritten {
  const [before, after] = [write.before, write.after].map((student) => listPresent(student?.links ?? []));
  return { kind: "links_written", studentId, version, before: before!, after: after! };
}

interface Write {
  readonly before?: Student | undefined;
  readonly after?: Student | undefined;
}
