import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { findFreePort } from "./free-port.ts";
import { type StartedServer, startServer } from "./start-server.ts";

/** How a Redis server is started. */
export interface RedisOptions {
  /** What clients must say. Default: nothing. */
  readonly password?: string;
}

/** A Redis server that a test owns, on a port of its own. It keeps what was saved, and saves only when it is told to. */
export interface StartedRedis extends StartedServer {
  /** For `REDIS_URL`, with the password where there is one. */
  readonly url: string;
  readonly port: number;
  /** One command by `redis-cli`; what it prints. Rejects with what Redis complains of. */
  command(...words: readonly string[]): Promise<string>;
  /** Writes everything that it holds to disk: what it wakes up with after a kill. */
  saveNow(): Promise<void>;
}

const run = promisify(execFile);

/**
 * Starts redis-server on a free port and a folder of its own; disposing stops it and removes the folder. Tests that need it
 * skip by {@link findProgram}.
 *
 * @example
 * await using redis = await startRedis();
 */
export async function startRedis({ password }: RedisOptions = {}): Promise<StartedRedis> {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-redis-"));
  const port = await findFreePort();
  const args = ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder, "--save", "", "--appendonly", "no"];
  if (password !== undefined) args.push("--requirepass", password);
  const ready = /Ready to accept connections/;
  const server = await startServer(folder, { command: "redis-server", args, ready, log: "stdout" });
  const command = (...words: readonly string[]) => askRedis(port, words, password);
  return {
    ...server,
    url: `redis://${password === undefined ? "" : `:${encodeURIComponent(password)}@`}127.0.0.1:${port}`,
    port,
    command,
    saveNow: async () => void (await command("SAVE")),
  };
}

/** `-e`: what Redis refuses is a failure of the command as well. */
async function askRedis(port: number, words: readonly string[], password?: string): Promise<string> {
  const env = { ...process.env, ...(password !== undefined && { REDISCLI_AUTH: password }) };
  const { stdout } = await run("redis-cli", ["-e", "-p", String(port), ...words], { env });
  return stdout.trimEnd();
}
