import { homedir } from "node:os";
import { runCli } from "./cli.ts";

// `users-cli list | head -1`: a reader that has seen enough is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  homeDir: homedir(),
  stdout: process.stdout,
  stderr: process.stderr,
});
