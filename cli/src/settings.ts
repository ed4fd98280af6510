import { type Address, parseAddress } from "./address.ts";
import { CliError } from "./cli-error.ts";
import { readConfigFile } from "./config-file.ts";
import { type FlagValues, parseSwitch } from "./flags.ts";
import type { Surroundings } from "./terminal.ts";

/** How to reach the server. */
export interface Connection {
  readonly address: Address;
  readonly isCleartext: boolean;
  /** PEM file that replaces the system's roots. */
  readonly caFile: string | undefined;
  readonly serverName: string | undefined;
  /** Skip verification of the certificate. */
  readonly isInsecure: boolean;
}

/** What flags, environment and config file come to. */
export interface CliSettings {
  /** Throws a CliError when the address or a switch makes no sense: only commands that need a server should care. */
  readonly connection: Connection;
  readonly hasColor: boolean;
  readonly isVerbose: boolean;
  readonly output: "text" | "json";
  /** Lines for `--verbose`. */
  readonly notes: readonly string[];
}

/** Flag > environment > config file > default. Throws a CliError for a value that makes no sense. */
export async function readSettings(flags: FlagValues, surroundings: Surroundings): Promise<CliSettings> {
  const { env, homeDir, stdout } = surroundings;
  const file = await readConfigFile(toText(flags["config"]), homeDir);
  const find = (name: string) => toText(flags[name]) ?? readEnv(env, name) ?? toText(file.values[name]);
  return {
    get connection() {
      return toConnection(find);
    },
    hasColor: parseColor(find("color") ?? "auto", stdout.isTTY ?? false),
    isVerbose: flags["verbose"] === true,
    output: parseOutput(toText(flags["output"]) ?? "text"),
    notes: file.notes,
  };
}

function toConnection(find: (name: string) => string | undefined): Connection {
  const isSet = (name: string) => readSwitch(name, find(name));
  const address = parseAddress(find("address") ?? ":8000");
  const caFile = find("cacert");
  const serverName = find("servername");
  const isInsecure = isSet("insecure") ?? false;
  const wantsTls = isSet("tls") ?? (caFile !== undefined || serverName !== undefined || isInsecure || undefined);
  const isCleartext = isSet("cleartext") ?? !(wantsTls ?? !address.isLoopback);
  return { address, isCleartext, caFile, serverName, isInsecure };
}

function toText(value: unknown): string | undefined {
  return value === undefined || value === null || value === "" ? undefined : String(value);
}

/** npm exports COLOR=0 or 1 to whatever it runs; that is npm's business and no setting of ours. */
function readEnv(env: Surroundings["env"], name: string): string | undefined {
  const value = toText(env[name.toUpperCase()]);
  return name === "color" && (value === "0" || value === "1") ? undefined : value;
}

function readSwitch(name: string, text: string | undefined): boolean | undefined {
  if (text === undefined) return undefined;
  const isOn = parseSwitch(text);
  if (isOn !== undefined) return isOn;
  throw new CliError(`${text} is not a valid value for --${name}; must be either 'true' or 'false'`);
}

function parseColor(word: string, isTerminal: boolean): boolean {
  if (word === "auto") return isTerminal;
  if (word === "always" || word === "never") return word === "always";
  throw new CliError(`${word} is not a valid value for --color; must be either 'auto', 'always' or 'never'`);
}

function parseOutput(word: string): "text" | "json" {
  if (word === "text" || word === "json") return word;
  throw new CliError(`${word} is not a valid value for --output; must be either 'text' or 'json'`);
}
