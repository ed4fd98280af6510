import { parseArgs } from "node:util";
import type { ProbeOptions } from "./probe-options.ts";

/** What the command line asks for. */
export type Command =
  | { readonly name: "run"; readonly program: string }
  | ({ readonly name: "probe" } & ProbeOptions)
  | { readonly name: "version" | "help" }
  | { readonly name: "wrong"; readonly message: string };

/** Where a command comes from. */
export interface CommandSource {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly programs: readonly string[];
}

const defaultTimeout = "2s";

/** Reads the command line; never throws. What comes after a program's name is the program's. */
export function readCommand({ argv, env, programs }: CommandSource): Command {
  const [first, ...rest] = argv;
  if (first === undefined) return wrong("which program?");
  if (programs.includes(first)) return { name: "run", program: first };
  if (first === "probe") return readProbe(rest, env);
  if (["--version", "-v", "version"].includes(first)) return { name: "version" };
  if (["--help", "-h", "help"].includes(first)) return { name: "help" };
  return wrong(`there is no program "${first}"`);
}

function readProbe(args: readonly string[], env: CommandSource["env"]): Command {
  try {
    const options = {
      timeout: { type: "string", default: defaultTimeout },
      insecure: { type: "boolean", default: false },
    } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (positionals.length > 1) return wrong("a probe has one url");
    const url = parseUrl(positionals[0] ?? `http://127.0.0.1:${env["ADMIN_PORT"] ?? env["PORT"] ?? "8080"}/readyz`);
    const files = { ca: env["TLS_CA_FILE"], cert: env["TLS_CERT_FILE"], key: env["TLS_KEY_FILE"] };
    return { name: "probe", url, timeoutMs: parseTimeout(values.timeout), isInsecure: values.insecure, files };
  } catch (cause) {
    return wrong(cause instanceof Error ? cause.message : String(cause));
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && /^(https?|grpcs?):$/.test(url.protocol) && url.host !== "") return url;
  throw new Error(`"${text}" is no url that a probe knows`);
}

function parseTimeout(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,5})(ms|s)$/.exec(text) ?? [];
  if (count === undefined) throw new Error(`--timeout is a time such as 500ms or 2s, not "${text}"`);
  return Number(count) * (unit === "s" ? 1000 : 1);
}

function wrong(message: string): Command {
  return { name: "wrong", message };
}
