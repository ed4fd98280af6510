import { setTimeout as delay } from "node:timers/promises";

const settleMs = 2000;
const stepMs = 5;

/** Sockets and listening ports of this process. */
export function countSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPSocketWrap" || name === "TCPServerWrap").length;
}

/** Fails when more sockets are open than `before`, and still are after closing had its time. */
export async function assertNoLeaks(before: number): Promise<void> {
  for (let waited = 0; countSockets() > before && waited < settleMs; waited += stepMs) await delay(stepMs);
  const left = countSockets() - before;
  if (left > 0) throw new Error(`${left} sockets or ports are still open after the test`);
}
