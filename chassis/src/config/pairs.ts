import { type Field, toField } from "./field.ts";

/** `key=value` pairs separated by commas, values percent-encoded where needed (W3C Baggage, as OpenTelemetry has it). */
export function pairs(
  env: string,
  options: { readonly help: string; readonly isSecret?: boolean },
): Field<Readonly<Record<string, string>>> {
  return toField(env, { fallback: {}, shownDefault: "–", ...options }, (value) =>
    Object.fromEntries(
      value
        .split(",")
        .filter((pair) => pair.trim() !== "")
        .map(parsePair),
    ),
  );
}

function parsePair(pair: string): [string, string] {
  const split = pair.indexOf("=");
  const key = pair.slice(0, Math.max(split, 0)).trim();
  if (key === "") throw new Error("must be pairs of key=value, separated by commas");
  try {
    return [key, decodeURIComponent(pair.slice(split + 1).trim())];
  } catch {
    throw new Error(`has a value under ${key} that is not percent-encoded UTF-8`);
  }
}
