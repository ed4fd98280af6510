import { CliError } from "../cli-error.ts";
import type { Command } from "../command.ts";
import { commandUsage, rootHelp } from "../usage.ts";

/** `users-cli help [command]`. */
export const help: Command = {
  name: "help",
  summary: "Help about any command",
  operands: "[command]",
  flags: [],
  async run({ line, stdout, commands }) {
    const [name] = line.words;
    const command = commands.find((candidate) => candidate.name === name);
    if (name && !command) throw new CliError(`unknown command "${name}" for "users-cli"`, "");
    stdout.write(command ? `${command.summary}\n\n${commandUsage(command)}` : rootHelp(commands));
  },
};
