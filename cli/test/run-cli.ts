import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The command as npm installs it. */
export const launcher = fileURLToPath(new URL("../bin/users-cli.mjs", import.meta.url));

/** How a run of users-cli ended. */
export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real `users-cli` in a process of its own, with nothing of this process's environment but PATH. */
export function runCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<CliRun> {
  const options = { env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...env } };
  return new Promise((resolve) => {
    execFile(launcher, args, options, (error, stdout, stderr) => {
      resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}
