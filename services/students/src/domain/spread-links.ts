import type { Version } from "@flotilla/chassis/relation";
import type { LinkPublisher } from "./link-publisher.ts";
import type { LinkChanged } from "./student-event.ts";

/** The links of a student before and after a write. */
export interface Difference {
  readonly studentId: string;
  readonly version: Version;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Tells each course that a write added or removed. The events are a function of the difference alone, so that a second
 * run publishes the same ones. Empty ids lead nowhere.
 */
export async function spreadLinks(publisher: LinkPublisher, difference: Difference): Promise<void> {
  const [before, after] = [new Set(difference.before), new Set(difference.after)];
  const removed = [...before.difference(after)].filter(Boolean).map((courseId) => toEvent(difference, courseId, false));
  const added = [...after.difference(before)].filter(Boolean).map((courseId) => toEvent(difference, courseId, true));
  await publisher.publish([...removed, ...added]);
}

function toEvent({ studentId, version }: Difference, courseId: string, isPresent: boolean): LinkChanged {
  return { kind: "link_changed", studentId, courseId, version, isPresent, isRefusal: false };
}
