import { setTimeout as delay } from "node:timers/promises";
import type { Door, OpenDoor } from "./door.ts";
import { ExitError } from "./exit-error.ts";
import { OnePort, type PortAddress } from "./transport/one-port.ts";
import type { Tls } from "./transport/tls.ts";
import type { TransportLimits } from "./transport/transport.ts";
import { draining } from "./transport/transport-faults.ts";

/** Time that callers have to be told DRAINING before their connections are cut. */
const farewellMs = 500;

/** All open ports of a process. */
export class Doors {
  readonly #limits: TransportLimits;
  readonly #tls: Tls | undefined;
  readonly #ports: OnePort[] = [];
  readonly #open: OpenDoor[] = [];

  constructor(limits: TransportLimits, tls: Tls | undefined) {
    this.#limits = limits;
    this.#tls = tls;
  }

  /** The doors that are open, in the order they were opened. */
  get open(): readonly OpenDoor[] {
    return this.#open;
  }

  /** Opens a door. Rejects with one clear sentence when that fails, for example because the port is taken. */
  async add({ name, setting, host, port, isTls, listener, onRefusal }: Door): Promise<void> {
    const onePort = new OnePort({ listener, onRefusal, limits: this.#limits, tls: isTls ? this.#tls : undefined });
    this.#ports.push(onePort);
    const address = await onePort.listen(port, host).catch((cause: NodeJS.ErrnoException) => {
      throw new ExitError(`cannot listen on ${host}:${port} (${setting}): ${explain(cause)}`, 1, { cause });
    });
    this.#open.push({ name, url: toUrl(address), port: address.port });
  }

  /** Lets what is in flight finish for `timeoutMs`, then aborts it with DRAINING, then cuts what is still there. */
  async close(timeoutMs: number): Promise<void> {
    const closed = Promise.all(this.#ports.map((port) => port.closed));
    for (const port of this.#ports) port.drain();
    if (await settlesWithin(closed, timeoutMs)) return;
    for (const port of this.#ports) port.abort(draining());
    if (await settlesWithin(closed, farewellMs)) return;
    for (const port of this.#ports) port.destroy();
    await closed;
  }
}

/** Whether `promise` settled before `timeoutMs` were over. */
async function settlesWithin(promise: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const timer = new AbortController();
  const timeout = delay(timeoutMs, false, { signal: timer.signal }).catch(() => false);
  const isSettled = await Promise.race([promise.then(() => true), timeout]);
  timer.abort();
  return isSettled;
}

function explain(cause: NodeJS.ErrnoException): string {
  if (cause.code === "EADDRINUSE") return "the port is already in use";
  if (cause.code === "EACCES") return "this user may not open the port";
  if (cause.code === "EADDRNOTAVAIL" || cause.code === "ENOTFOUND") return "this machine has no such address";
  return cause.message;
}

function toUrl({ host, port, isTls }: PortAddress): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return `${isTls ? "https" : "http"}://${name}:${port}`;
}
