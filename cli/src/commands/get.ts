import { CliError } from "../cli-error.ts";
import type { Command } from "../command.ts";
import { printUser } from "../print.ts";

/** `users-cli get EMAIL`. */
export const get: Command = {
  name: "get",
  summary: "prints an user by its email (must be exact, not partial)",
  operands: "EMAIL",
  flags: [],
  async run(context) {
    const email = context.line.words[0];
    if (!email) throw new CliError("requires an email as argument", "get");
    printUser(await context.users.get(email), context);
  },
};
