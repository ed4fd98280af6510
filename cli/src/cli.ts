import { CliError } from "./cli-error.ts";
import type { Command } from "./command.ts";
import { commands } from "./commands.ts";
import { type CommandLine, type FlagValues, parseFlags } from "./flags.ts";
import { globalFlags } from "./global-flags.ts";
import { type CliSettings, readSettings } from "./settings.ts";
import { createPaint, type Paint, type Surroundings, toPrintable } from "./terminal.ts";
import { commandUsage, rootHelp, rootUsage } from "./usage.ts";
import { UsersClient } from "./users-client.ts";

/** Runs one command line; answers the exit code, 0 or 1. Never throws. */
export async function runCli(surroundings: Surroundings): Promise<number> {
  let paint = createPaint(surroundings.stdout.isTTY ?? false);
  try {
    const { command, line } = parseCommandLine(surroundings.argv);
    if (!command || line.values["help"] === true) {
      surroundings.stdout.write(command ? `${command.summary}\n\n${commandUsage(command)}` : rootHelp(commands));
      return 0;
    }
    const settings = await readSettings(line.values, surroundings);
    paint = createPaint(settings.hasColor);
    if (settings.isVerbose) writeNotes(settings, surroundings, paint);
    using users = new UsersClient(settings);
    await command.run({ line, settings, stdout: surroundings.stdout, paint, commands, users });
    return 0;
  } catch (thrown) {
    surroundings.stderr.write(formatError(thrown, paint));
    return 1;
  }
}

function writeNotes({ notes, connection }: CliSettings, { stderr }: Surroundings, paint: Paint): void {
  const { address, isCleartext } = connection;
  const target = `server ${address.host} port ${address.port}, ${isCleartext ? "cleartext" : "TLS"}`;
  for (const note of [...notes, target]) stderr.write(`${paint.debug("debug:")} ${note}\n`);
}

/** The first word is the command; flags may stand before and after it. */
function parseCommandLine(argv: readonly string[]): { command: Command | undefined; line: CommandLine } {
  const everyFlag = [...globalFlags, ...commands.flatMap((command) => command.flags)];
  const isCommand = (word: string) => commands.some((command) => command.name === word);
  const { values, words } = parseFlags(argv, everyFlag, argv.find(isCommand) ?? "");
  const [name, ...operands] = words;
  const command = commands.find((candidate) => candidate.name === name);
  if (name !== undefined && !command) throw new CliError(`unknown command "${name}" for "users-cli"`, "");
  refuseForeignFlags(values, command);
  return { command, line: { values, words: operands } };
}

function refuseForeignFlags(values: FlagValues, command: Command | undefined): void {
  const own = new Set([...globalFlags, ...(command?.flags ?? [])].map((flag) => flag.name));
  const foreign = Object.keys(values).find((name) => values[name] !== undefined && !own.has(name));
  if (foreign) throw new CliError(`unknown flag: --${foreign}`, command?.name ?? "");
}

function formatError(thrown: unknown, paint: Paint): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const usageOf = thrown instanceof CliError ? thrown.usageOf : undefined;
  const command = commands.find((candidate) => candidate.name === usageOf);
  const usage = usageOf === undefined ? "" : `\n${command ? commandUsage(command) : rootUsage(commands)}`;
  return `${paint.error("error:")} ${toPrintable(message)}\n${usage}`;
}
