import { CliError } from "../cli-error.ts";
import type { Command } from "../command.ts";
import { printUsers } from "../print.ts";

const lowestAge = -(2 ** 31);
const highestAge = 2 ** 31 - 1;

/** `users-cli search`: by a part of the name, or by age; an end of the age range that is left out is open. */
export const search: Command = {
  name: "search",
  summary: "searches users from the remote users-server",
  operands: "",
  flags: [
    { name: "name", kind: "string", help: "part of a name, whatever its case and accents" },
    { name: "agefrom", kind: "int32", help: "lowest age", shownDefault: "no bound" },
    { name: "ageto", kind: "int32", help: "highest age, included", shownDefault: "no bound" },
  ],
  async run(context) {
    const { name, agefrom, ageto } = context.line.values;
    const byAge = agefrom !== undefined || ageto !== undefined;
    if (byAge && name !== undefined) throw new CliError("cannot search by age and by name at the same time", "search");
    if (!byAge && name === undefined) {
      throw new CliError("need one of '--name=PARTIALNAME' or '--agefrom=N' + '--ageto=M'", "search");
    }
    const found = byAge
      ? await context.users.searchAge(Number(agefrom ?? lowestAge), Number(ageto ?? highestAge))
      : await context.users.searchName(String(name));
    printUsers(found, context);
  },
};
