import { homedir } from "node:os";
import { runCli } from "./cli.ts";

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  homeDir: homedir(),
  stdout: process.stdout,
  stderr: process.stderr,
});
