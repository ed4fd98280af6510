import { build } from "../build.ts";
import type { Command } from "../command.ts";

/** `users-cli version`: needs no server. */
export const version: Command = {
  name: "version",
  summary: "Print the version and git commit to stdout",
  operands: "",
  flags: [],
  async run({ settings, stdout }) {
    stdout.write(settings.output === "json" ? `${JSON.stringify(build)}\n` : `${build.version} (${build.commit})\n`);
  },
};
