import { type Field, type FieldOptions, toField } from "./field.ts";

/** The addresses of a peer: `http://host:port` or `https://host:port`, several separated by commas. Default: none. */
export function urls(
  env: string,
  options: Omit<FieldOptions<readonly string[]>, "fallback">,
): Field<readonly string[]> {
  return toField<readonly string[]>(env, { ...options, fallback: [] }, (value) => {
    const given = value.split(",").map((word) => word.trim());
    if (!given.every(isHttpUrl))
      throw new Error("must be http://host:port or https://host:port, or several, separated by commas");
    if (new Set(given.map((one) => new URL(one).protocol)).size > 1) throw new Error("must be all http or all https");
    return given;
  });
}

function isHttpUrl(text: string): boolean {
  const url = URL.parse(text);
  if (!url || !(url.protocol === "http:" || url.protocol === "https:")) return false;
  return !url.username && !url.search && !url.hash;
}
