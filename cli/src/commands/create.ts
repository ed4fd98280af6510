import { CliError } from "../cli-error.ts";
import type { Command } from "../command.ts";
import { printUser } from "../print.ts";

/** `users-cli create`: says nothing when it went well, unless asked for JSON. */
export const create: Command = {
  name: "create",
  summary: "creates a new user",
  operands: "",
  flags: [
    { name: "email", kind: "string", help: "email of the user (required)" },
    { name: "firstname", kind: "string", help: "first name of the user" },
    { name: "lastname", kind: "string", help: "last name of the user" },
    { name: "age", kind: "int32", help: "age of the user in years", shownDefault: "0" },
    { name: "postaladdress", kind: "string", help: "postal address of the user" },
  ],
  async run(context) {
    const { email, firstname, lastname, age, postaladdress } = context.line.values;
    if (!email) throw new CliError("--email=EMAIL required", "create");
    const user = await context.users.create({
      email: String(email),
      name: { first: String(firstname ?? ""), last: String(lastname ?? "") },
      age: Number(age ?? 0),
      address: String(postaladdress ?? ""),
    });
    if (context.settings.output === "json") printUser(user, context);
  },
};
