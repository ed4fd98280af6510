import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findFreePort } from "./free-port.ts";
import { OwnedProcess } from "./owned-process.ts";
import type { StartedServer } from "./start-server.ts";

/** How a service is started. */
export interface ServiceOptions {
  /** Settings by their environment names. Default: a free port, a log in JSON, no shedding. */
  readonly env?: Readonly<Record<string, string>>;
  /** Takes each line of its output; `log` is kept only while it starts then. */
  readonly onLine?: ((line: string) => void) | undefined;
}

/** One line of a service's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** A service of this repository as a process that a test owns; it may be killed and started again on the same port. */
export interface StartedService extends StartedServer {
  readonly name: string;
  readonly port: number;
  /** `http://` or, with TLS_CERT_FILE, `https://127.0.0.1:port`. */
  readonly url: string;
  readonly pid: number;
  /** What it has logged, over all its lives. */
  readonly log: readonly LogLine[];
  /** The first line of the log for which `isWanted` holds, once there is one. Rejects with the log after a minute. */
  waitForLog(isWanted: (line: LogLine) => boolean): Promise<LogLine>;
}

/** On a busy machine a process may well be overloaded: no test must depend on that. */
const quiet = { LOG_FORMAT: "json", SHED_LOAD: "false" };
const repository = fileURLToPath(new URL("../../", import.meta.url));
/** Until a line must be logged, by a process that has to share its machine. */
const patienceMs = 60_000;

/**
 * Starts `services/<name>` alone, or the whole `fleet`; resolves when it listens, rejects with its output when it ends before.
 *
 * @example
 * await using places = await startService("places");
 * await using clock = await startService("clock", { env: { PLACES_URL: places.url } });
 */
export async function startService(name: string, options: ServiceOptions = {}): Promise<StartedService> {
  const port = Number(options.env?.["PORT"] ?? (await findFreePort()));
  const service = new ServiceProcess(name, port, options);
  await service.restart();
  return service;
}

/** What the test's own environment gives a service: nothing that sets it up. */
function inherited(): Record<string, string> {
  const names = ["PATH", "NODE_COMPILE_CACHE"];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

class ServiceProcess extends OwnedProcess implements StartedService {
  readonly name: string;
  readonly port: number;
  readonly url: string;
  readonly log: LogLine[] = [];
  readonly #env: Readonly<Record<string, string>>;
  readonly #onLine: ServiceOptions["onLine"];
  readonly #listeners = new Set<(line: LogLine) => void>();

  constructor(name: string, port: number, { env = {}, onLine }: ServiceOptions) {
    super();
    this.name = name;
    this.port = port;
    this.url = `${env["TLS_CERT_FILE"] ? "https" : "http"}://127.0.0.1:${port}`;
    this.#env = env;
    this.#onLine = onLine;
  }

  async restart(): Promise<void> {
    await this.kill();
    let starting: string[] | undefined = [];
    const env = { ...inherited(), ...quiet, ...this.#env, PORT: String(this.port) };
    const entry = this.name === "fleet" ? "fleet/src/main.ts" : `services/${this.name}/src/main.ts`;
    const child = this.own(
      spawn(process.execPath, [entry], { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] }),
    );
    const listening = this.#waitFor(this.log.length, (line) => line["msg"] === "listening");
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        starting?.push(line);
        this.#onLine?.(line);
        if (starting || !this.#onLine) this.#take(line);
      });
    }
    const ended = once(child, "close").then(() => {
      throw new Error(`${this.name} ended before it listened:\n${starting?.join("\n")}`);
    });
    ended.catch(() => undefined);
    await Promise.race([listening, ended]);
    starting = undefined;
  }

  waitForLog(isWanted: (line: LogLine) => boolean): Promise<LogLine> {
    return this.#waitFor(0, isWanted);
  }

  async #waitFor(from: number, isWanted: (line: LogLine) => boolean): Promise<LogLine> {
    const known = this.log.slice(from).find(isWanted);
    if (known) return known;
    const { promise, resolve, reject } = Promise.withResolvers<LogLine>();
    const listener = (line: LogLine) => {
      if (isWanted(line)) resolve(line);
    };
    const giveUp = () => reject(new Error(`${this.name} never logged it:\n${this.log.map(toText).join("\n")}`));
    const timer = setTimeout(giveUp, patienceMs).unref();
    this.#listeners.add(listener);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#listeners.delete(listener);
    });
  }

  #take(text: string): void {
    if (!text.startsWith("{")) return;
    const line = JSON.parse(text) as LogLine;
    this.log.push(line);
    for (const listener of [...this.#listeners]) listener(line);
  }
}

function toText(line: LogLine): string {
  return JSON.stringify(line);
}
