import type { EventEmitter } from "node:events";

/** Resolves when a stream that asked to wait has caught up, or is closed. */
export function untilDrained(stream: EventEmitter): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      stream.off("drain", settle).off("close", settle);
      resolve();
    };
    stream.on("drain", settle).on("close", settle);
  });
}
