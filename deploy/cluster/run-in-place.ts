import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");

/** The programs of the image, by their sources. */
const programs: Readonly<Record<string, string>> = {
  flotilla: "cli/src/flotilla/main.ts",
  "users-cli": "cli/src/main.ts",
};

/** How a command ended, and what it said. */
export interface Ended {
  readonly command: string;
  readonly code: number;
  readonly output: string;
}

/**
 * Runs a command of a container as a process of this machine: `addresses` says what is meant by each `host:port` that the
 * command names. Throws an Error when it names another, or a program that the image does not have.
 */
export async function runInPlace(
  [name, ...args]: readonly string[],
  addresses: ReadonlyMap<string, string>,
): Promise<Ended> {
  const program = programs[name ?? ""];
  if (program === undefined) throw new Error(`the image has no program ${name}`);
  const local = args.map((arg) => arg.replace(/[a-z][a-z0-9-]*:\d+/g, (address) => translate(address, addresses)));
  const child = spawn(process.execPath, [join(root, program), ...local], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code] = (await once(child, "close")) as [number];
  return { command: [name, ...args].join(" "), code, output };
}

function translate(address: string, addresses: ReadonlyMap<string, string>): string {
  const local = addresses.get(address);
  if (local === undefined) throw new Error(`no Service has the address ${address}`);
  return local;
}
