import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { commands } from "./commands.ts";
import { bashCompletion, fishCompletion, zshCompletion } from "./completion.ts";

/** What the shell would offer after these words, the last of which is being typed. */
function completeInBash(...words: string[]): string[] {
  const script = `${bashCompletion(commands)}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
COMP_CWORD=${words.length - 1}
_users_cli
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim().split("\n");
}

/** The line as an interactive zsh shows it after a tab; the bell (BEL) when there is nothing to offer. */
function completeInZsh(line: string): string {
  const folder = mkdtempSync(join(tmpdir(), "users-cli-"));
  try {
    writeFileSync(join(folder, "_users-cli"), zshCompletion(commands));
    const script = `zmodload zsh/zpty; zpty shell zsh -f -i
zpty -w shell 'PS1=; autoload -Uz compinit; compinit -D; source ${join(folder, "_users-cli")}; print rea""dy'
zpty -r shell before '*ready*'
zpty -w -n shell '${line}'$'\\t'
zpty -r shell after $'*(\\a|${line}[a-z]*[= ])*'
print -r -- $after`;
    return execFileSync("zsh", ["-f", "-c", script], { encoding: "utf8", timeout: 20_000 });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("completion", () => {
  it("offers commands, then a command's own flags, in bash", () => {
    assert.deepEqual(completeInBash("users-cli", "s"), ["search"]);
    assert.deepEqual(completeInBash("users-cli", "search", "--age"), ["--agefrom=", "--ageto="]);
    assert.deepEqual(completeInBash("users-cli", "--verbose", "create", "--postal"), ["--postaladdress="]);
    assert.deepEqual(completeInBash("users-cli", "list", "--clear"), ["--cleartext"]);
    assert.deepEqual(completeInBash("users-cli", "completion", "z"), ["zsh"]);
    assert.deepEqual(completeInBash("users-cli", "help", "se"), ["search"]);
  });

  it("offers commands and flags in fish", { skip: findProgram("fish").missing }, () => {
    const offer = (line: string) => {
      const script = `${fishCompletion(commands)}\ncomplete --do-complete '${line}'`;
      const text = execFileSync("fish", ["--no-config", "-c", script], { encoding: "utf8" });
      return text
        .trim()
        .split("\n")
        .map((row) => row.split("\t")[0]);
    };
    assert.deepEqual(offer("users-cli sea"), ["search"]);
    assert.deepEqual(offer("users-cli search --age"), ["--agefrom", "--ageto"]);
    assert.deepEqual(offer("users-cli completion "), ["bash", "fish", "zsh"]);
  });

  it("offers flags and words in zsh", { skip: findProgram("zsh").missing }, () => {
    assert.match(completeInZsh("users-cli search --agef"), /--agefrom/);
    assert.match(completeInZsh("users-cli list --clear"), /--cleartext/);
    assert.match(completeInZsh("users-cli completion f"), /fish/);
  });

  it("is a script that zsh takes, and that knows the commands", { skip: findProgram("zsh").missing }, () => {
    const script = `autoload -Uz compinit && compinit -D\n${zshCompletion(commands)}\nprint $_comps[users-cli]`;
    const printed = execFileSync("zsh", ["-f", "-c", script], { encoding: "utf8" });
    assert.equal(printed.trim(), "_users_cli");
    for (const { name } of commands)
      assert.match(zshCompletion(commands), new RegExp(`^ {4}${name}\\) _arguments `, "m"));
  });
});
