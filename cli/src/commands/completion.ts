import { CliError } from "../cli-error.ts";
import type { Command } from "../command.ts";
import { bashCompletion, fishCompletion, zshCompletion } from "../completion.ts";

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `users-cli completion bash|zsh|fish`: prints the script to source. */
export const completion: Command = {
  name: "completion",
  summary: "Print the completion script of a shell: bash, zsh or fish",
  operands: "bash|zsh|fish",
  flags: [],
  async run({ line, stdout, commands }) {
    const [shell = ""] = line.words;
    if (!Object.hasOwn(scripts, shell)) throw new CliError("needs one of 'bash', 'zsh' or 'fish'", "completion");
    stdout.write(scripts[shell as keyof typeof scripts](commands));
  },
};
