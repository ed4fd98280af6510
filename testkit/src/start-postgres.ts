import { readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { asPostgres, copyPostgresData, createPostgresFolder, postgresUser } from "./build-postgres.ts";
import { findPostgres, missesPostgres } from "./find-postgres.ts";
import { findFreePort } from "./free-port.ts";
import { ServerProcess } from "./server-process.ts";

export { missesPostgres };

/** A PostgreSQL server that a test owns, on a port of its own. What it has committed is on the disk. */
export interface StartedPostgres extends AsyncDisposable {
  /** For `POSTGRES_URL`, with user and password: a database that is empty at first. */
  readonly url: string;
  readonly port: number;
  /** Creates another empty database; its URL. */
  createDatabase(): Promise<string>;
  /** Kills the server and all its processes with SIGKILL; resolves when they are gone. What it committed is kept. */
  kill(): Promise<void>;
  /** Starts it again on its port and data, killed before or not. */
  restart(): Promise<void>;
  /** SIGSTOP to all its processes: they hold their connections and do nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
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
    signalAll(data, "SIGKILL");
    await server.kill();
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
      await rm(join(data, "postmaster.pid"), { force: true });
      await server.start();
    },
    freeze: () => signalAll(data, "SIGSTOP"),
    thaw: () => signalAll(data, "SIGCONT"),
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

/** The server's processes are in sessions of their own, so no signal to a group reaches them all. */
function signalAll(data: string, signal: NodeJS.Signals): void {
  for (const pid of listProcesses(data)) {
    try {
      process.kill(pid, signal);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ESRCH") throw cause;
    }
  }
}

/** The server first, so that it starts no other one meanwhile. */
function listProcesses(data: string): readonly number[] {
  try {
    const pid = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
    return [pid, ...(children === "" ? [] : children.split(" ").map(Number))];
  } catch {
    return [];
  }
}
