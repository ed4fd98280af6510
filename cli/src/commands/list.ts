import type { Command } from "../command.ts";
import { printUsers } from "../print.ts";

/** `users-cli list`: every user, by email. */
export const list: Command = {
  name: "list",
  summary: "lists all users",
  operands: "",
  flags: [],
  async run(context) {
    printUsers(await context.users.list(), context);
  },
};
