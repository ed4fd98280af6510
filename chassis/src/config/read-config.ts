import { type Env, VariableError } from "./env.ts";
import type { Field, Settings } from "./field.ts";

export type { Env } from "./env.ts";

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
    const problem = readField(field, env, (value) => {
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

function readField(field: Field<unknown>, env: Env, take: (value: unknown) => void): string | undefined {
  try {
    const text = field.find ? field.find(env) : env[field.env];
    take(text === undefined || text === "" ? field.fallback : field.parse(text));
    return undefined;
  } catch (cause) {
    const variable = cause instanceof VariableError ? cause.variable : field.env;
    const quoted = field.isSecret ? "" : ` (it is ${JSON.stringify(env[variable])})`;
    return `${variable} ${(cause as Error).message}${quoted}`;
  }
}
