import type { LinkChanged } from "./course-event.ts";

/** Sends events to the queue at once. */
export interface LinkPublisher {
  /** Resolves when all are stored there for good. Fails with QUEUE_UNAVAILABLE. */
  publish(events: readonly LinkChanged[]): Promise<void>;
}
