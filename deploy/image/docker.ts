import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const maxBuffer = 1 << 26;

/** What a command printed, and how it ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A Docker daemon: the machine's own, or one that was started for this process and ends with it. */
export class Docker implements AsyncDisposable {
  readonly #env: NodeJS.ProcessEnv;
  readonly #stop: (() => Promise<void>) | undefined;

  /** Ends by `stop` what was started for this process; without it the daemon is the machine's. */
  constructor(env: NodeJS.ProcessEnv, stop?: () => Promise<void>) {
    // The classic builder: it needs no image of its own.
    this.#env = { ...env, DOCKER_BUILDKIT: "0" };
    this.#stop = stop;
  }

  /** Whether images stay when this process ends: the machine's daemon keeps them. */
  get keepsImages(): boolean {
    return this.#stop === undefined;
  }

  /** Runs `docker …` to its end; answers standard output, throws with standard error where it fails. */
  async run(...args: readonly string[]): Promise<string> {
    const { stdout } = await run("docker", args, { env: this.#env, maxBuffer });
    return stdout.trim();
  }

  /** The same for commands whose failure is an answer. */
  async try(...args: readonly string[]): Promise<Ended> {
    const ended = await run("docker", args, { env: this.#env, maxBuffer }).catch((failure) => failure);
    return { code: ended.code ?? 0, stdout: ended.stdout, stderr: ended.stderr };
  }

  /** Runs `docker …` with the streams of this process. */
  spawn(...args: readonly string[]): ChildProcess {
    return spawn("docker", args, { env: this.#env, stdio: "inherit" });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stop?.();
  }
}

/** The machine's daemon where one answers; else a daemon of its own, which needs root and the program dockerd. */
export async function openDocker(env: NodeJS.ProcessEnv): Promise<Docker> {
  const machines = new Docker(env);
  return (await machines.try("version")).code === 0 ? machines : await startDaemon(env);
}

/** Nothing of it touches the machine: no bridge, no firewall rules, plain folders for layers. */
async function startDaemon(env: NodeJS.ProcessEnv): Promise<Docker> {
  const folder = await mkdtemp(join(tmpdir(), "flotilla-docker-"));
  const host = `unix://${folder}/docker.sock`;
  const places = [`--host=${host}`, `--data-root=${folder}/data`, `--exec-root=${folder}/exec`];
  const quiet = ["--storage-driver=vfs", "--iptables=false", "--ip6tables=false", "--bridge=none"];
  const daemon = spawn("dockerd", [...places, ...quiet, `--pidfile=${folder}/docker.pid`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const end = () => void daemon.kill("SIGKILL");
  process.once("exit", end);
  await isListening(daemon);
  return new Docker({ ...env, DOCKER_HOST: host }, async () => {
    process.off("exit", end);
    const exit = once(daemon, "exit");
    daemon.kill("SIGTERM");
    await exit;
    // Where the daemon leaves the network of the machine mounted.
    await run("umount", [`${folder}/exec/netns/default`]).catch(() => {});
    await rm(folder, { recursive: true, force: true });
  });
}

async function isListening(daemon: ChildProcess): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: daemon.stderr! })) {
    lines.push(line);
    if (line.includes("API listen on")) break;
  }
  if (!lines.at(-1)?.includes("API listen on"))
    throw new Error(`dockerd did not start:\n${lines.slice(-10).join("\n")}`);
  daemon.stderr!.resume();
}
