import { diffIds, type Version } from "@flotilla/chassis/relation";
import type { LinkChanged } from "./course-event.ts";
import type { LinkPublisher } from "./link-publisher.ts";

/** The links of a course before and after a write. */
export interface Difference {
  readonly courseId: string;
  readonly version: Version;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Tells each student that a write added or removed. The events are a function of the difference alone, so that a second
 * run publishes the same ones. Empty ids lead nowhere.
 */
export async function spreadLinks(publisher: LinkPublisher, difference: Difference): Promise<void> {
  const { added, removed } = diffIds(difference.before, difference.after);
  const toEvents = (ids: readonly string[], isPresent: boolean) => ids.map((id) => toEvent(difference, id, isPresent));
  await publisher.publish([...toEvents(removed, false), ...toEvents(added, true)]);
}

function toEvent({ courseId, version }: Difference, studentId: string, isPresent: boolean): LinkChanged {
  return { kind: "link_changed", courseId, studentId, version, isPresent, isRefusal: false };
}
