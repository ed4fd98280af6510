import type { Clock } from "@flotilla/chassis";
import type { Side } from "@flotilla/chassis/relation";
import type { Door } from "../workload/door.ts";
import type { Replica } from "./replica.ts";
import type { Service } from "./service.ts";

const timeoutMs = 6000;

/** Both services, as callers reach them: who gets no answer in time does not know what came of it. */
export function createSimulatedDoor(services: Readonly<Record<Side, Service>>, clock: Clock): Door {
  const ask = <T>(side: Side, question: (replica: Replica) => Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const giveUp = () => reject(new Error("no answer"));
      const replica = services[side].pick();
      const cancel = clock.after(replica ? timeoutMs : 0, giveUp);
      if (replica) question(replica).then(resolve, reject).finally(cancel);
    });
  return {
    read: (side, id) => ask(side, (replica) => replica.read(id)),
    write: (request) => ask(request.side, (replica) => replica.write(request)),
  };
}
