import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** A TCP proxy that slows a server down; it understands nothing of what passes, TLS included. */
export interface DelayProxy extends AsyncDisposable {
  readonly port: number;
  /** How long what the server says is kept back, from when it came. Default 0. */
  delayMs: number;
  /** Cuts every connection off; new ones are let through. */
  cut(): void;
}

/** Starts a proxy in front of `upstreamPort` of this machine. While nobody listens there it closes what it accepted. */
export async function startDelayProxy(upstreamPort: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).setNoDelay(true);
  };
  const server = createServer((client) => {
    const upstream = connect(upstreamPort, "127.0.0.1");
    keep(client);
    keep(upstream);
    join(client, upstream, () => proxy.delayMs);
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const proxy: DelayProxy = {
    port: (server.address() as AddressInfo).port,
    delayMs: 0,
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
  return proxy;
}

function join(client: Socket, upstream: Socket, readDelayMs: () => number): void {
  client.on("error", () => upstream.destroy()).on("close", () => upstream.destroy());
  upstream.on("error", () => client.destroy()).on("close", () => client.destroy());
  client.on("data", (chunk) => upstream.write(chunk)).on("end", () => upstream.end());
  // One after the other, so that bytes keep their order when the delay changes.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => void) => {
    const dueMs = performance.now() + readDelayMs();
    last = last.then(async () => {
      const waitMs = dueMs - performance.now();
      if (waitMs > 0) await delay(waitMs, undefined, { ref: false });
      if (!client.destroyed) work();
    });
  };
  upstream.on("data", (chunk) => inTurn(() => client.write(chunk))).on("end", () => inTurn(() => client.end()));
}
