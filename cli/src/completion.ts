// Completion scripts, written out from the table of commands and flags, so that they cannot fall behind it.

import type { Command } from "./command.ts";
import type { Flag } from "./flags.ts";
import { globalFlags } from "./global-flags.ts";

/** For bash ≥ 4: `source <(users-cli completion bash)`. */
export function bashCompletion(commands: readonly Command[]): string {
  const cases = commands
    .map((command) => [...toWords(command, commands), toOptions(command.flags)].filter(Boolean).join(" "))
    .map((words, index) => `    ${commands[index]!.name}) words="${words}" ;;\n`)
    .join("");
  return `_users_cli() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="" words="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      -*) ;;
      ${commands.map(({ name }) => name).join("|")}) command="\${COMP_WORDS[index]}"; break ;;
    esac
  done
  case "$command" in
${cases}    *) words="${commands.map(({ name }) => name).join(" ")}" ;;
  esac
  COMPREPLY=($(compgen -W "$words ${toOptions(globalFlags)}" -- "$word"))
  [[ "\${COMPREPLY[0]}" != *= ]] || compopt -o nospace 2> /dev/null
}
complete -F _users_cli users-cli
`;
}

/** For zsh: `source <(users-cli completion zsh)`. */
export function zshCompletion(commands: readonly Command[]): string {
  const names = commands.map(({ name, summary }) => `    '${name}:${quote(summary)}'\n`).join("");
  const cases = commands
    .map((command) => {
      const words = toWords(command, commands);
      const operand = words.length > 0 ? ` '2:operand:(${words.join(" ")})'` : "";
      const flags = [...command.flags, ...globalFlags].map(toZshFlag).join(" ");
      return `    ${command.name}) _arguments '1:command:' ${flags}${operand} ;;\n`;
    })
    .join("");
  return `#compdef users-cli
_users_cli() {
  local -a commands=(
${names}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  case "$words[2]" in
${cases}  esac
}
compdef _users_cli users-cli
`;
}

/** For fish: `users-cli completion fish | source`. */
export function fishCompletion(commands: readonly Command[]): string {
  const head = "complete -c users-cli";
  const names = commands.map(
    ({ name, summary }) => `${head} -n __fish_use_subcommand -f -a ${name} -d '${quote(summary)}'\n`,
  );
  const own = commands.flatMap((command) => {
    const words = toWords(command, commands);
    const given = [...(words.length > 0 ? [`-f -a '${words.join(" ")}'`] : []), ...command.flags.map(toFishFlag)];
    return given.map((rest) => `${head} -n '__fish_seen_subcommand_from ${command.name}' ${rest}\n`);
  });
  const global = globalFlags.map((flag) => `${head} ${toFishFlag(flag)}\n`);
  return [...names, ...own, ...global].join("");
}

/** What may follow the command's name, where that is one of a few words. */
function toWords({ operands }: Command, commands: readonly Command[]): readonly string[] {
  if (operands === "[command]") return commands.map(({ name }) => name);
  return operands.includes("|") ? operands.split("|") : [];
}

function toOptions(flags: readonly Flag[]): string {
  return flags.map(({ name, kind }) => (kind === "bool" ? `--${name}` : `--${name}=`)).join(" ");
}

function toZshFlag({ name, kind, help }: Flag): string {
  const shown = `[${quote(help).replace(/[[\]:]/g, "\\$&")}]`;
  return kind === "bool" ? `'--${name}${shown}'` : `'--${name}=${shown}:value:'`;
}

function toFishFlag({ name, kind, help }: Flag): string {
  return `-l ${name}${kind === "bool" ? "" : " -r"} -d '${quote(help)}'`;
}

function quote(text: string): string {
  return text.replaceAll("'", "");
}
