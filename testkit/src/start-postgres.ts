import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import pg from "pg";
import { asPostgres, copyPostgresData, createPostgresFolder, postgresUser } from "./build-postgres.ts";
import { findPostgres, missesPostgres } from "./find-postgres.ts";
import { findFreePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";
import type { StartedServer } from "./start-server.ts";

export { missesPostgres };

/** A PostgreSQL server that a test owns, on a port of its own. What it has committed is on the disk. */
export interface StartedPostgres extends StartedServer {
  /** For `POSTGRES_URL`, with user and password: a database that is empty at first. */
  readonly url: string;
  readonly port: number;
  /** Creates another empty database; its URL. */
  createDatabase(): Promise<string>;
}

const settings = ["fsync=on", "synchronous_commit=on", "max_connections=200", "shared_buffers=64MB"];

/**
 * Starts PostgreSQL on a free port and a data folder of its own; disposing stops it and removes the folder. Tests that need
 * it skip by {@link missesPostgres}.
 *
 * @example
 * await using postgres = await startPostgres();
 */
export async function startPostgres(): Promise<StartedPostgres> {
  const folder = await createPostgresFolder();
  const data = join(folder, "data");
  await copyPostgresData(data);
  const port = await findFreePort();
  const own = [`port=${port}`, "listen_addresses=127.0.0.1", `unix_socket_directories=${folder}`];
  const args = ["-D", data, ...[...settings, ...own].flatMap((setting) => ["-c", setting])];
  const ready = /database system is ready to accept connections/;
  const server = new ServerProcess({ ...asPostgres(findPostgres("postgres"), args), ready });
  await server.start();
  const toUrl = (database: string) =>
    `postgres://${postgresUser.name}:${postgresUser.password}@127.0.0.1:${port}/${database}`;
  const kill = async () => {
    const pids = signalAll(data, "SIGKILL");
    await server.kill();
    while (!pids.every(isGone)) await setImmediate();
    await rm(join(data, "postmaster.pid"), { force: true });
  };
  let databases = 0;
  return {
    url: toUrl("postgres"),
    port,
    async createDatabase() {
      const name = `test${++databases}`;
      await runSql(toUrl("postgres"), `create database ${name}`);
      return toUrl(name);
    },
    kill,
    async restart() {
      await kill();
      await server.start();
    },
    freeze: () => void signalAll(data, "SIGSTOP"),
    thaw: () => void signalAll(data, "SIGCONT"),
    async [Symbol.asyncDispose]() {
      await kill();
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

async function runSql(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(text).finally(() => client.end());
}

/**
 * Sends a signal to all processes of the server, and answers which they are. They are in sessions of their own, so no signal
 * to a group reaches them all; the first one is held so that it starts no other one meanwhile.
 */
function signalAll(data: string, signal: NodeJS.Signals): readonly number[] {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return [];
  const first = Number.parseInt(readFileSync(pidFile, "utf8"), 10);
  send(first, "SIGSTOP");
  const all = [...listChildren(first), first];
  for (const pid of all) send(pid, signal);
  return all;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
  }
}

function listChildren(pid: number): readonly number[] {
  const text = readProcess(pid, `task/${pid}/children`).trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

/** What is left of a process that nobody has asked about is a zombie: it holds nothing any more. */
function isGone(pid: number): boolean {
  const status = readProcess(pid, "status");
  return status === "" || /^State:\s+[ZX]/m.test(status);
}

/** Empty when there is no such process. */
function readProcess(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
