import { type ProgramOptions, ServerProcess } from "./server-process.ts";

/** Starts a program; resolves once it is ready, rejects with its log when it ends before. Disposing stops it. */
export async function startProgram(options: ProgramOptions): Promise<AsyncDisposable> {
  const program = new ServerProcess(options);
  await program.start();
  return program;
}
