import type { Command } from "./command.ts";
import type { Flag } from "./flags.ts";
import { connectionFlags, mainFlags, outputFlags } from "./global-flags.ts";

const intro = `
For setting the address of the form HOST:PORT, you can
- use the flag --address=:8000
- or use the env var ADDRESS
- or you can set 'address: localhost:8000' in $HOME/.users-cli.yml
`;

/** What `users-cli help` prints. */
export function rootHelp(commands: readonly Command[]): string {
  return `${intro}\n${rootUsage(commands)}`;
}

/** The usage of users-cli as a whole. */
export function rootUsage(commands: readonly Command[]): string {
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}\n`).join("");
  return `Usage:
  users-cli [command]

Available Commands:
${list}
Flags:
${formatFlags(mainFlags)}
Connection flags (without any: cleartext to a loopback address, TLS to any other):
${formatFlags(connectionFlags)}
Output flags:
${formatFlags(outputFlags)}
Use "users-cli [command] --help" for more information about a command.
`;
}

/** The usage of one command. */
export function commandUsage(command: Command): string {
  const operands = command.operands && ` ${command.operands}`;
  const own = command.flags.length > 0 ? `\nFlags:\n${formatFlags(command.flags)}` : "";
  const global = formatFlags([...mainFlags, ...connectionFlags, ...outputFlags]);
  return `Usage:\n  users-cli ${command.name}${operands} [flags]\n${own}\nGlobal Flags:\n${global}`;
}

function formatFlags(flags: readonly Flag[]): string {
  const heads = flags.map(formatHead);
  const width = Math.max(...heads.map((head) => head.length)) + 3;
  return flags.map((flag, index) => `${heads[index]!.padEnd(width)}${flag.help}${formatDefault(flag)}\n`).join("");
}

function formatHead({ name, short, kind }: Flag): string {
  const operand = kind === "bool" ? "" : ` ${kind}`;
  return `  ${short ? `-${short}, ` : "    "}--${name}${operand}`;
}

function formatDefault({ shownDefault }: Flag): string {
  return shownDefault ? ` (default ${shownDefault})` : "";
}
