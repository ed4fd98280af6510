import { runDlq } from "./dlq.ts";

// `npm run dlq -- list | head -1`: a reader that has seen enough is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

const { env, stdout, stderr } = process;
process.exitCode = await runDlq({ argv: process.argv.slice(2), env, stdout, stderr });
