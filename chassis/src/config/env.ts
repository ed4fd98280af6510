/** The environment, or a record that stands for it in tests. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What is wrong with one variable of several that a setting is made from; the message completes "NAME …". */
export class VariableError extends Error {
  override readonly name = "VariableError";
  readonly variable: string;

  constructor(variable: string, message: string) {
    super(message);
    this.variable = variable;
  }
}
