import { readFileSync } from "node:fs";
import { type Field, type FieldOptions, toField } from "./field.ts";

/**
 * The path of a file that can be read. `check` gets its text and throws an Error, whose message follows the path, when
 * the text will not do: a broken file is a wrong setting, told at start with all the others.
 */
export function file(
  env: string,
  options: Omit<FieldOptions<undefined>, "fallback"> & { readonly check?: (text: string) => void },
): Field<string | undefined> {
  return toField<string | undefined>(env, { ...options, fallback: undefined }, (path) => {
    const text = readText(path);
    options.check?.(text);
    return path;
  });
}

/** The text of a file; throws an Error whose message completes "NAME …". */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code = "unknown error" } = cause as NodeJS.ErrnoException;
    throw new Error(`must name a readable file, but reading it failed with ${code}`, { cause });
  }
}
