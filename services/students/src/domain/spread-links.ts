import { diffIds, type Version } from "@flotilla/chassis/relation";
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
  const { added, removed } = diffIds(difference.before, difference.after);
  const toEvents = (ids: readonly string[], isPresent: boolean) => ids.map((id) => toEvent(difference, id, isPresent));
  await publisher.publish([...toEvents(removed, false), ...toEvents(added, true)]);
}

function toEvent({ studentId, version }: Difference, courseId: string, isPresent: boolean): LinkChanged {
  return { kind: "link_changed", studentId, courseId, version, isPresent, isRefusal: false };
}
