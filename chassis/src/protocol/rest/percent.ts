/** Decodes one path segment: every escape, `%2F` too. Undefined when an escape is broken or is not UTF-8. */
export function decodeSegment(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Decodes a run of segments, where `%2F` stays as it is, so that it is not taken for a border (google/api/http.proto). */
export function decodeSegments(text: string): string | undefined {
  if (!text.includes("%")) return text;
  return decodeSegment(text.replace(/%2f/gi, (slash) => `%25${slash.slice(1)}`));
}

/** Decodes a name or a value of a query, where `+` is a blank. Undefined when an escape is broken or is not UTF-8. */
export function decodeQuery(text: string): string | undefined {
  return decodeSegment(text.includes("+") ? text.replaceAll("+", " ") : text);
}
