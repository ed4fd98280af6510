/** An error that ends the process with a code of its own, such as 65 (EX_DATAERR of sysexits.h) for broken data. */
export class ExitError extends Error {
  override readonly name = "ExitError";
  readonly exitCode: number;

  constructor(message: string, exitCode: number, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** The exit code of a process that fails with `error`: what the error says, or 1. */
export function toExitCode(error: unknown): number {
  const code = (error as { exitCode?: unknown } | undefined)?.exitCode;
  return typeof code === "number" ? code : 1;
}
