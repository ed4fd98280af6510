import { CliError } from "./cli-error.ts";

/** Where the server is. */
export interface Address {
  /** Without brackets; `127.0.0.1` when the address names none. */
  readonly host: string;
  readonly port: number;
  readonly isLoopback: boolean;
}

const form = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<host>[\p{L}\p{N}._-]*)):(?<port>\d{1,5})$/iu;

/** Parses `host:port`, `:port` or `[v6]:port`. Throws a CliError for anything else. */
export function parseAddress(text: string): Address {
  const groups = form.exec(text)?.groups;
  const port = Number(groups?.["port"]);
  // What looks like a host may still be none, 256.1.1.1 say.
  if (!groups || !URL.canParse(`http://${text.startsWith(":") ? "127.0.0.1" : ""}${text}`))
    throw new CliError("address should be of the form host:port or :port");
  const host = groups["v6"] ?? (groups["host"] || "127.0.0.1");
  return { host, port, isLoopback: /^(localhost|127(\.\d+){3}|::1)$/i.test(host) };
}
