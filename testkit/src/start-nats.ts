import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "./free-port.ts";
import { type StartedServer, startServer } from "./start-server.ts";

/** How a NATS server is started. */
export interface NatsOptions {
  /** Whom it lets in. Default: anybody. */
  readonly user?: { readonly name: string; readonly password: string } | undefined;
  /** When it flushes what it stores to the disk, such as `2m`, its own default. Default: `always`, before it says so. */
  readonly syncInterval?: string;
}

/** A NATS server with JetStream that a test owns, on a port of its own. */
export interface StartedNats extends StartedServer {
  /** For `NATS_URL`, with user and password where there are any. */
  readonly url: string;
  readonly port: number;
  /** Starts it again with nothing in its store: no stream, no consumer. */
  wipe(): Promise<void>;
}

/**
 * Starts nats-server with JetStream on a free port and a store of its own; disposing stops it and removes the store. What
 * it has acknowledged is on disk, whatever happens to it.
 *
 * @example
 * await using nats = await startNats();
 */
export async function startNats({ user, syncInterval = "always" }: NatsOptions = {}): Promise<StartedNats> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-nats-"));
  const port = await findFreePort();
  const config = join(folder, "nats.conf");
  const store = join(folder, "store");
  writeFileSync(config, toConfig({ port, store, user, syncInterval }));
  const options = { command: "nats-server", args: ["-c", config], ready: /Server is ready/ };
  const server = await startServer(folder, options);
  return {
    ...server,
    url: `nats://${user ? `${user.name}:${encodeURIComponent(user.password)}@` : ""}127.0.0.1:${port}`,
    port,
    wipe: async () => {
      await server.kill();
      rmSync(store, { recursive: true, force: true });
      await server.restart();
    },
  };
}

/** JSON is a NATS configuration, too. */
function toConfig({ port, store, user, syncInterval }: NatsOptions & { port: number; store: string }): string {
  return JSON.stringify({
    host: "127.0.0.1",
    port,
    jetstream: { store_dir: store, sync_interval: syncInterval, max_mem: 64 * 2 ** 20, max_file: 2 ** 30 },
    ...(user && { authorization: { user: user.name, password: user.password } }),
  });
}
