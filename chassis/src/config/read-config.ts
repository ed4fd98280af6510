import type { Field, Settings } from "./field.ts";

type Fields = Readonly<Record<string, Field<unknown>>>;

/** Every problem of the environment at once; the process exits 78 (EX_CONFIG of sysexits.h). */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`wrong settings:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}

/** The environment, or a record that stands for it in tests. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A rule over several settings. It is asked only when each of those it needs could be read by itself. */
export interface Check<S> {
  readonly needs: readonly (keyof S & string)[];
  /** What is wrong, starting with the variable's name; undefined when all is well. */
  find(settings: S): string | undefined;
}

/**
 * Reads every field from the environment, once, and holds the values against `checks`. Throws a {@link ConfigError} that
 * lists every problem.
 */
export function readConfig<F extends Fields>(
  fields: F,
  env: Env,
  checks: readonly Check<Settings<F>>[] = [],
): Settings<F> {
  const problems: string[] = [];
  const settings: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const problem = readField(field, env[field.env], (value) => {
      settings[name] = value;
    });
    if (problem !== undefined) problems.push(problem);
  }
  const complete = settings as Settings<F>;
  for (const { needs, find } of checks) {
    const problem = needs.every((name) => name in settings) ? find(complete) : undefined;
    if (problem !== undefined) problems.push(problem);
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return complete;
}

function readField(
  field: Field<unknown>,
  text: string | undefined,
  take: (value: unknown) => void,
): string | undefined {
  try {
    take(text === undefined || text === "" ? field.fallback : field.parse(text));
    return undefined;
  } catch (cause) {
    const quoted = field.isSecret ? "" : ` (it is ${JSON.stringify(text)})`;
    return `${field.env} ${(cause as Error).message}${quoted}`;
  }
}
