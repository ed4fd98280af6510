import { join } from "node:path";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { AbsentQueue } from "./absent-queue.ts";
import type { Queue } from "./queue.ts";

/** What decides which queue a process gets. */
export interface QueueOptions {
  readonly settings: { readonly natsUrl: string | undefined; readonly dataDir: string };
  readonly telemetry: Pick<Telemetry, "log" | "service">;
  /** Without `NATS_URL` there is a queue in `DATA_DIR`, for this process alone: what a fleet in one process wants. */
  readonly isEmbedded: boolean;
  /** It is there to look and mend, beside the process that uses the queue in `DATA_DIR`. Default false. */
  readonly isVisitor?: boolean;
}

/**
 * The queue of a process, not started: JetStream where `NATS_URL` is set, else the embedded one or none at all. Only the
 * engine that is used is loaded.
 */
export async function createQueue({
  settings,
  telemetry,
  isEmbedded,
  isVisitor = false,
}: QueueOptions): Promise<Queue> {
  const { natsUrl, dataDir } = settings;
  if (natsUrl !== undefined) {
    const { JetStreamQueue } = await import("./jetstream/jetstream-queue.ts");
    return new JetStreamQueue({ url: natsUrl, name: telemetry.service, log: telemetry.log });
  }
  if (!isEmbedded) return new AbsentQueue();
  const { EmbeddedQueue } = await import("./embedded/embedded-queue.ts");
  return new EmbeddedQueue(join(dataDir, "queue.sqlite"), { isVisitor });
}
