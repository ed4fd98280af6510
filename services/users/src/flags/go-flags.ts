/** A flag: what it takes and what it is for. */
export interface FlagSpec {
  readonly kind: "text" | "switch";
  readonly shownDefault: string;
  readonly help: string;
}

/** What the command line said of each flag; a switch is `true` or `false`. */
export type FlagValues<Name extends string> = Partial<Record<Name, string>>;

/** A command line that cannot be read; the process exits 1. */
export class FlagError extends Error {
  override readonly name = "FlagError";
}

/**
 * Reads flags as Go's flag package does, and says the same when it cannot: one dash or two, `-name=value`,
 * `-name value`, `-switch`, `-switch=false`, up to the first argument that is no flag or `--`. What is left over is
 * refused too.
 */
export function parseGoFlags<Name extends string>(
  specs: Readonly<Record<Name, FlagSpec>>,
  args: readonly string[],
): FlagValues<Name> {
  const values: FlagValues<Name> = {};
  const rest = [...args];
  while (rest[0] !== undefined && /^-./.test(rest[0])) {
    const word = rest.shift()!;
    if (word === "--") break;
    const { name, value } = splitFlag(word);
    if (!Object.hasOwn(specs, name)) throw new FlagError(`flag provided but not defined: -${name}`);
    const known = name as Name;
    values[known] = specs[known].kind === "switch" ? toSwitch(name, value) : toText(name, value ?? rest.shift());
  }
  if (rest[0] !== undefined) throw new FlagError(`unexpected argument: ${rest[0]}`);
  return values;
}

/** Does the command line ask for help? */
export function asksForHelp(args: readonly string[]): boolean {
  return args.some((word) => /^--?(h|help)$/.test(word));
}

/** The flags as Go prints them. */
export function toUsage(program: string, specs: Readonly<Record<string, FlagSpec>>): string {
  const lines = Object.entries(specs).map(([name, { kind, shownDefault, help }]) => {
    const given = kind === "text" ? " string" : "";
    return `  -${name}${given}\n    \t${help} (default ${shownDefault})\n`;
  });
  return `Usage of ${program}:\n${lines.join("")}`;
}

function splitFlag(word: string): { readonly name: string; readonly value: string | undefined } {
  const match = /^--?([^-=][^=]*)(?:=(.*))?$/s.exec(word);
  if (!match) throw new FlagError(`bad flag syntax: ${word}`);
  return { name: match[1]!, value: match[2] };
}

function toText(name: string, value: string | undefined): string {
  if (value === undefined) throw new FlagError(`flag needs an argument: -${name}`);
  return value;
}

// The words of Go's strconv.ParseBool.
function toSwitch(name: string, value = "true"): string {
  if (/^(1|t|T|TRUE|true|True)$/.test(value)) return "true";
  if (/^(0|f|F|FALSE|false|False)$/.test(value)) return "false";
  throw new FlagError(`invalid boolean value ${JSON.stringify(value)} for -${name}: parse error`);
}
