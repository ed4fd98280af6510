import { setTimeout as delay } from "node:timers/promises";
import { implement, type Module } from "@flotilla/chassis";
import { type ToilRequest, ToilService } from "@flotilla/contract/flotilla/test/v1/toil";

/** A service that is as slow and as costly as it is asked to be. */
export function createToil(): Module {
  return { name: "toil", services: [implement(ToilService, { toil, toilOn })], parts: [] };
}

async function toil({ waitMs, burnMicros }: Pick<ToilRequest, "waitMs" | "burnMicros">) {
  if (waitMs > 0) await delay(waitMs);
  burn(burnMicros);
  return { text: "done" };
}

async function* toilOn({ times, ...request }: ToilRequest) {
  for (let time = 0; time < times; time++) yield await toil(request);
}

/** Keeps the process busy. */
function burn(micros: number): void {
  const endMs = performance.now() + micros / 1000;
  while (performance.now() < endMs);
}
