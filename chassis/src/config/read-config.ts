import type { Field, Settings } from "./field.ts";

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

/** Reads every field from the environment, once. Throws a {@link ConfigError} that lists every wrong one. */
export function readConfig<F extends Record<string, Field<unknown>>>(fields: F, env: Env): Settings<F> {
  const problems: string[] = [];
  const entries = Object.entries(fields).map(([name, field]) => {
    const value = env[field.env];
    if (value === undefined || value === "") return [name, field.fallback];
    try {
      return [name, field.parse(value)];
    } catch (cause) {
      const quoted = field.isSecret ? "" : ` (it is ${JSON.stringify(value)})`;
      problems.push(`${field.env} ${(cause as Error).message}${quoted}`);
      return [name, undefined];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.fromEntries(entries) as Settings<F>;
}
