/** A failure with the text that the user sees after `error: `, and whether the command's usage follows it. */
export class CliError extends Error {
  override readonly name = "CliError";
  /** Name of the command whose usage is shown below the error; `""` is the root command. */
  readonly usageOf: string | undefined;

  constructor(message: string, usageOf?: string) {
    super(message);
    this.usageOf = usageOf;
  }
}
