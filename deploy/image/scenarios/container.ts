import { findFreePort } from "@flotilla/testkit/free-port";
import type { Docker } from "../docker.ts";

/** The daemon and the image that is tried. */
export interface Tried {
  readonly docker: Docker;
  readonly image: string;
}

/** As the chart runs it: nothing may be written but /tmp, no capability, no way to any. */
const strict = ["--read-only", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"];

/** A container of one program, on ports of its own; disposing removes it. */
export class Container implements AsyncDisposable {
  readonly #docker: Docker;
  readonly id: string;
  readonly url: string;
  readonly adminUrl: string;

  constructor(docker: Docker, id: string, ports: { readonly main: number; readonly admin: number }) {
    this.#docker = docker;
    this.id = id;
    this.url = `http://127.0.0.1:${ports.main}`;
    this.adminUrl = `http://127.0.0.1:${ports.admin}`;
  }

  /** Runs a command inside, and answers what it prints. */
  exec(...command: readonly string[]): Promise<string> {
    return this.#docker.run("exec", this.id, ...command);
  }

  /** Evaluates JavaScript inside, in a process of its own. */
  async evaluate(source: string): Promise<unknown> {
    return JSON.parse(await this.exec("node", "--print", `JSON.stringify(${source})`));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#docker.run("rm", "--force", this.id);
  }
}

/** Starts a program of the image; resolves when it is ready. */
export async function startContainer(
  { docker, image }: Tried,
  options: readonly string[],
  program: string,
): Promise<Container> {
  const ports = { main: await findFreePort(), admin: await findFreePort() };
  const env = ["--env=HOST=127.0.0.1", `--env=PORT=${ports.main}`, `--env=ADMIN_PORT=${ports.admin}`];
  const id = await docker.run("run", "--detach", "--network=host", ...strict, ...env, ...options, image, program);
  const container = new Container(docker, id, ports);
  for (;;) {
    if ((await docker.try("exec", id, "flotilla", "probe")).code === 0) return container;
    const state = await docker.run("inspect", "--format={{.State.Status}}", id);
    if (state === "exited") throw new Error(`${program} ended: ${JSON.stringify(await docker.try("logs", id))}`);
  }
}
