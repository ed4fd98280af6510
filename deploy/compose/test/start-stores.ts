import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "@flotilla/testkit/free-port";
import { startProgram } from "@flotilla/testkit/start-program";
import { root } from "./compose-file.ts";

/** A store that runs as compose runs it, on other ports. */
export interface StartedStore extends AsyncDisposable {
  readonly port: number;
}

/** NATS with compose's own file and secret; `monitorUrl` tells of itself. */
export async function startNats(secrets: string): Promise<StartedStore & { readonly monitorUrl: string }> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-nats-"));
  const [port, monitor] = [await findFreePort(), await findFreePort()];
  const config = copyConfig("nats.conf", folder, { "/data": folder, 8222: String(monitor) });
  copyFileSync(join(secrets, "nats_authorization"), join(folder, "authorization.conf"));
  const args = ["--config", config, "--addr", "127.0.0.1", "--port", String(port)];
  const server = await startProgram({ command: "nats-server", args, ready: /Server is ready/ });
  return { port, monitorUrl: `http://127.0.0.1:${monitor}`, ...toOwner(server, folder) };
}

/** Redis with compose's own file and secret. */
export async function startRedis(secrets: string): Promise<StartedStore> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-redis-"));
  const port = await findFreePort();
  const password = join(folder, "password.conf");
  copyFileSync(join(secrets, "redis_config"), password);
  mkdirSync(join(folder, "data"));
  const config = copyConfig("redis.conf", folder, {
    "/data": join(folder, "data"),
    "/etc/redis/password.conf": password,
  });
  const args = [config, "--bind", "127.0.0.1", "--port", String(port)];
  const ready = /Ready to accept connections/;
  const server = await startProgram({ command: "redis-server", args, ready, log: "stdout" });
  return { port, ...toOwner(server, folder) };
}

/** The file as containers read it, with what is different outside of one. Throws where it does not say that. */
function copyConfig(name: string, folder: string, changes: Readonly<Record<string, string>>): string {
  let text = readFileSync(join(root, "deploy/compose/stores", name), "utf8");
  for (const [from, to] of Object.entries(changes)) {
    if (!text.includes(from)) throw new Error(`${name} says nothing of ${from}`);
    text = text.replace(from, to);
  }
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function toOwner(server: AsyncDisposable, folder: string): AsyncDisposable {
  return {
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
