import { parseArgs } from "node:util";
import { CliError } from "./cli-error.ts";

/** One flag: a switch, or one that takes text or a 32-bit number. */
export interface Flag {
  readonly name: string;
  readonly kind: "bool" | "string" | "int32";
  readonly short?: string;
  readonly help: string;
  /** Shown in the usage. */
  readonly shownDefault?: string;
}

/** Flag values as given; a flag that was not given is absent. */
export type FlagValues = Readonly<Record<string, string | boolean | number | undefined>>;

/** Flags and the words around them. */
export interface CommandLine {
  readonly values: FlagValues;
  readonly words: readonly string[];
}

/** Flags may stand anywhere, as `--name value` or `--name=value`. Throws a CliError in the words of system 003. */
export function parseFlags(argv: readonly string[], flags: readonly Flag[], usageOf: string): CommandLine {
  const options = Object.fromEntries(
    flags.map(({ name, short, kind }) => [
      name,
      { type: kind === "bool" ? ("boolean" as const) : ("string" as const), ...(short && { short }) },
    ]),
  );
  const args = joinNegatives(argv).map((word) => toSwitch(word, flags, usageOf));
  const { values, positionals } = parse(args, options, usageOf);
  const typed = Object.fromEntries(flags.map((flag) => [flag.name, toValue(flag, values[flag.name], usageOf)]));
  return { values: typed, words: positionals };
}

type Options = Record<string, { type: "boolean" | "string"; short?: string }>;

function parse(args: string[], options: Options, usageOf: string) {
  try {
    return parseArgs({ args, options, allowPositionals: true, allowNegative: true, strict: true });
  } catch (cause) {
    const { code, message } = cause as Error & { code?: string };
    const quoted = /'(-[^' ]*)/.exec(message)?.[1] ?? "";
    if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") throw new CliError(`unknown flag: ${quoted}`, usageOf);
    throw new CliError(`flag needs an argument: ${quoted}`, usageOf);
  }
}

/** `--agefrom -5` reads as two flags unless it is written as one word. */
function joinNegatives(argv: readonly string[]): readonly string[] {
  const isNegative = (word: string | undefined) => /^-\d+$/.test(word ?? "");
  const joined = argv.map((word, index) =>
    /^--[a-z]+$/.test(word) && isNegative(argv[index + 1]) ? `${word}=${argv[index + 1]}` : word,
  );
  return joined.filter((word, index) => !(isNegative(word) && joined[index - 1]?.endsWith(`=${word}`)));
}

/** `--cleartext=true` is a switch with a value, which parseArgs does not know. */
function toSwitch(word: string, flags: readonly Flag[], usageOf: string): string {
  const [, name, value = ""] = /^--([a-z]+)=(.*)$/s.exec(word) ?? [];
  if (flags.find((flag) => flag.name === name)?.kind !== "bool") return word;
  const isOn = parseSwitch(value);
  if (isOn !== undefined) return isOn ? `--${name}` : `--no-${name}`;
  throw new CliError(`invalid argument "${value}" for "--${name}" flag: must be true or false`, usageOf);
}

/** The words for a switch that is on or off; undefined for any other. */
export function parseSwitch(text: string): boolean | undefined {
  if (/^(true|t|1|yes|on)$/i.test(text)) return true;
  if (/^(false|f|0|no|off)$/i.test(text)) return false;
  return undefined;
}

function toValue(
  flag: Flag,
  value: string | boolean | undefined,
  usageOf: string,
): string | boolean | number | undefined {
  if (flag.kind !== "int32" || typeof value !== "string") return value;
  const number = Number(value);
  if (/^[+-]?\d+$/.test(value) && number === (number | 0)) return number;
  throw new CliError(`invalid argument "${value}" for "--${flag.name}" flag: must be a 32-bit whole number`, usageOf);
}
