/** Another row has the same key. It is no Fault: only the service knows what the constraint means to a caller. */
export class UniqueViolation extends Error {
  override readonly name = "UniqueViolation";
  /** Name of the unique index, the same on both engines; `<table>_pkey` for a primary key. */
  readonly constraint: string;

  constructor(constraint: string, cause: unknown) {
    super(`another row has the same key: ${constraint}`, { cause });
    this.constraint = constraint;
  }
}

/** Is it a violation of this constraint? */
export function isUniqueViolation(thrown: unknown, constraint: string): boolean {
  return thrown instanceof UniqueViolation && thrown.constraint === constraint;
}
