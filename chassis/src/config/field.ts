import type { Env } from "./env.ts";

/** One setting: the environment variable it is read from, what it means, and how its text becomes a value. */
export interface Field<T> {
  /** Environment variable, such as `MAX_BODY_BYTES`. */
  readonly env: string;
  /** For the README's table: one sentence. */
  readonly help: string;
  /** Value when the variable is unset or empty. */
  readonly fallback: T;
  /** How the default reads in the README's table. */
  readonly shownDefault: string;
  /** A secret is never logged nor quoted in an error. */
  readonly isSecret: boolean;
  /**
   * Finds the text where several variables may hold it, or pieces of it; throws a VariableError. Default: `env` holds it.
   */
  readonly find?: (env: Env) => string | undefined;
  /** Text → value; throws an Error whose message completes "NAME …". */
  parse(text: string): T;
}

/** What every kind of field takes. */
export interface FieldOptions<T> {
  readonly fallback: T;
  readonly help: string;
  readonly isSecret?: boolean;
  readonly shownDefault?: string;
}

/** The values that a record of fields reads to. */
export type Settings<F extends Record<string, Field<unknown>>> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** Any text. */
export function text<T extends string | undefined>(env: string, options: FieldOptions<T>): Field<T | string> {
  return toField<T | string>(env, options, (value) => value);
}

/** A whole number within `min` and `max`, both included (0 … 2⁵³−1 unless said otherwise). */
export function integer<T extends number | undefined>(
  env: string,
  options: FieldOptions<T> & { readonly min?: number; readonly max?: number },
): Field<T | number> {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  return toField<T | number>(env, options, (value) => {
    const number = Number(value);
    const isGood = /^-?\d+$/.test(value) && number >= min && number <= max;
    if (!isGood) throw new Error(`must be a whole number from ${min} to ${max}`);
    return number;
  });
}

/** A number such as `0.25`, within `min` and `max`, both included. */
export function decimal<T extends number | undefined>(
  env: string,
  options: FieldOptions<T> & { readonly min: number; readonly max: number },
): Field<T | number> {
  const { min, max } = options;
  return toField<T | number>(env, options, (value) => {
    const number = Number(value);
    const isGood = /^-?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(value) && number >= min && number <= max;
    if (!isGood) throw new Error(`must be a number from ${min} to ${max}`);
    return number;
  });
}

/** `true`/`false`, `1`/`0`, `yes`/`no`, `on`/`off`. */
export function flag(env: string, options: FieldOptions<boolean>): Field<boolean> {
  return toField(env, options, (value) => {
    if (/^(true|1|yes|on)$/i.test(value)) return true;
    if (/^(false|0|no|off)$/i.test(value)) return false;
    throw new Error("must be true or false");
  });
}

/** One of a few words. */
export function choice<const T extends string, D extends T | undefined>(
  env: string,
  words: readonly T[],
  options: FieldOptions<D>,
): Field<D | T> {
  return toField<D | T>(env, options, (value) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new Error(`must be one of ${words.join(", ")}`);
    return word;
  });
}

/** Words separated by commas; blanks around them are dropped. `words`, when given, are all there is. */
export function list(
  env: string,
  options: FieldOptions<readonly string[]> & { readonly words?: readonly string[] },
): Field<readonly string[]> {
  const { words } = options;
  return toField(env, options, (value) => {
    const given = value.split(",").map((word) => word.trim());
    const stranger = given.find((word) => words && word !== "" && !words.includes(word));
    if (stranger !== undefined) throw new Error(`must list some of ${words?.join(", ")}`);
    return given.filter(Boolean);
  });
}

/** An absolute URL with one of these schemes. */
export function url<T extends string | undefined>(
  env: string,
  schemes: readonly string[],
  options: FieldOptions<T>,
): Field<T | string> {
  return toField<T | string>(env, options, (value) => {
    const scheme = URL.canParse(value) ? new URL(value).protocol.slice(0, -1) : undefined;
    if (!scheme || !schemes.includes(scheme)) throw new Error(`must be a URL (${schemes.join(", ")})`);
    return value;
  });
}

/**
 * Makes a field of any kind. A default that is text or a number must pass `parse` itself, written by `write`, or the
 * declaration throws: a default out of its own bounds is a bug that should not wait for a process without settings.
 */
export function toField<T>(
  env: string,
  options: FieldOptions<T>,
  parse: (text: string) => T,
  write: (fallback: T) => string = String,
): Field<T> {
  const { fallback, help, isSecret = false, shownDefault = toShown(fallback) } = options;
  if (typeof fallback === "number" || (typeof fallback === "string" && fallback !== "")) parse(write(fallback));
  return { env, help, fallback, shownDefault, isSecret, parse };
}

function toShown(value: unknown): string {
  if (value === undefined || value === "" || (Array.isArray(value) && value.length === 0)) return "–";
  return Array.isArray(value) ? value.join(",") : String(value);
}
