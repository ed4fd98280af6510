import { Client, type Pause } from "./client.ts";
import type { Door } from "./door.ts";
import type { History } from "./history.ts";
import type { PlannedWrite } from "./plan.ts";

/** Who writes, how many at once, and what is to happen along the way. */
export interface ClientsOptions {
  readonly plan: readonly PlannedWrite[];
  readonly clients: number;
  readonly history: History;
  readonly pause: Pause;
  toDoor(write: PlannedWrite): Door;
  /** Called before each write, with how many were begun before it. */
  onWrite?(begun: number): void;
}

/** Performs all planned writes, each as soon as a client is free; resolves when every one is answered for good. */
export async function runClients(options: ClientsOptions): Promise<void> {
  const { plan, clients, history, pause, toDoor, onWrite } = options;
  let begun = 0;
  const work = async () => {
    for (let write = plan[begun]; write; write = plan[begun]) {
      onWrite?.(begun);
      begun++;
      await new Client(toDoor(write), history, pause).perform(write);
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
}
