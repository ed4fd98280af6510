import { once } from "node:events";
import { createServer } from "node:net";

/** Below the ports that systems give to whoever asks for any: nobody is given ours before the program listens there. */
const [first, count] = [20_000, 12_000];

/** Processes begin far apart, so that those that run side by side do not try the same ports. */
let next = (process.pid * 61) % count;

/** A port of loopback that nobody listens on, for a program that cannot choose one itself. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < count; tries++) {
    const port = first + next;
    next = (next + 1) % count;
    if (await isFree(port)) return port;
  }
  throw new Error(`no port from ${first} to ${first + count - 1} is free`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, "127.0.0.1"), "listening");
  } catch {
    return false;
  }
  await once(server.close(), "close");
  return true;
}
