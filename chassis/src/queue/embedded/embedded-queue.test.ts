import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ManualClock } from "../../../test/manual-clock.ts";
import type { OwnedQueue } from "../../../test/owned-queue.ts";
import { queueSuite } from "../../../test/queue.suite.ts";
import { EmbeddedQueue } from "./embedded-queue.ts";

async function createQueue(): Promise<OwnedQueue> {
  const folder = mkdtempSync(join(tmpdir(), "queue-"));
  const clock = new ManualClock();
  const open = async () => {
    const queue = new EmbeddedQueue(join(folder, "queue.sqlite"), { clock, wallTime: () => 1e12 + clock.now() });
    await queue.start();
    return queue;
  };
  let queue = await open();
  return {
    get queue() {
      return queue;
    },
    async pass(ms) {
      clock.advance(ms);
    },
    async restart() {
      await queue.stop();
      queue = await open();
    },
    async [Symbol.asyncDispose]() {
      await queue.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

queueSuite("EmbeddedQueue", createQueue);
