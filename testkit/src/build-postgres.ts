import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findPostgres } from "./find-postgres.ts";

const run = promisify(execFile);
const cache = fileURLToPath(new URL("../../.cache/", import.meta.url));
const isRoot = process.getuid?.() === 0;

/** The one user of the servers that tests start. */
export const postgresUser = { name: "flotilla", password: "Kept-Out-Of-Logs_1" } as const;

/** PostgreSQL refuses to run as root: then it runs as the user `postgres`, which its package made. */
export function asPostgres(command: string, args: readonly string[]): { command: string; args: readonly string[] } {
  const become = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];
  return isRoot ? { command: "setpriv", args: [...become, command, ...args] } : { command, args };
}

/** Fills `folder` with the data of an empty server: made once per machine and version, then copied. */
export async function copyPostgresData(folder: string): Promise<void> {
  const template = join(cache, `postgres-${findPostgres("postgres").replaceAll(/\D+/g, "")}-${process.getuid?.()}`);
  if (!existsSync(template)) await build(template);
  await run("cp", ["--archive", template, folder]);
}

/** Creates a folder that PostgreSQL may write. */
export async function createPostgresFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-postgres-"));
  if (!isRoot) return folder;
  const [uid, gid] = await Promise.all(["-u", "-g"].map(async (flag) => (await run("id", [flag, "postgres"])).stdout));
  await chown(folder, Number(uid), Number(gid));
  return folder;
}

/** Processes that build it at once do no harm: the first one's stays. */
async function build(template: string): Promise<void> {
  const folder = await createPostgresFolder();
  const unfinished = `${template}-${process.pid}`;
  try {
    const passwordFile = join(folder, "password");
    await writeFile(passwordFile, postgresUser.password);
    const auth = ["--auth=scram-sha-256", `--username=${postgresUser.name}`, `--pwfile=${passwordFile}`];
    const kind = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"];
    const { command, args } = asPostgres(findPostgres("initdb"), ["-D", join(folder, "data"), ...auth, ...kind]);
    await run(command, args);
    await mkdir(dirname(template), { recursive: true });
    await run("cp", ["--archive", join(folder, "data"), unfinished]);
    await rename(unfinished, template);
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    if (!existsSync(template)) throw cause;
  } finally {
    await rm(folder, { recursive: true });
  }
}
