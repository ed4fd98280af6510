import { build } from "../build.ts";
import { probe } from "./probe.ts";
import { readCommand } from "./read-command.ts";
import { usage } from "./usage.ts";

/** Put in place by `npm run build`: the programs whose bundles lie beside this one. */
declare const FLOTILLA_PROGRAMS: readonly string[] | undefined;

const programs = typeof FLOTILLA_PROGRAMS === "undefined" ? [] : FLOTILLA_PROGRAMS;
const command = readCommand({ argv: process.argv.slice(2), env: process.env, programs });

// The kernel delivers no signal to a container's first process that has no handler for it: until the program has one of
// its own, a wish to stop would be lost.
process.on("SIGTERM", () => {
  if (process.listenerCount("SIGTERM") === 1) process.exit(143);
});

switch (command.name) {
  case "run":
    // The program reads its own command line, as if it had been started by itself.
    process.argv.splice(1, 2, command.program);
    await import(new URL(`${command.program}.mjs`, import.meta.url).href);
    break;
  case "probe":
    process.exitCode = await probe(command, process);
    break;
  case "version":
    process.stdout.write(`flotilla ${build.version} (${build.commit}, ${build.date})\n`);
    break;
  case "help":
    process.stdout.write(usage(programs));
    break;
  case "wrong":
    process.stderr.write(`flotilla: ${command.message}\n\n${usage(programs)}`);
    process.exitCode = 64;
}
