import { toMediaType } from "../media-type.ts";

/** JSON in UTF-8: `application/json`, or any `+json` type. A body without a type is taken for JSON. */
export function isJson(header: string | undefined): boolean {
  if (header === undefined || header === "application/json") return true;
  const type = toMediaType(header);
  return (type === "" || type === "application/json" || type.endsWith("+json")) && isUtf8(header);
}

/** Newline-delimited JSON, under any of the names that are in use. */
export function isJsonLines(header: string | undefined): boolean {
  return jsonLines.has(toMediaType(header)) && isUtf8(header ?? "");
}

const jsonLines = new Set(["application/x-ndjson", "application/ndjson", "application/jsonl", "application/jsonlines"]);

function isUtf8(header: string): boolean {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(header)?.[1]?.toLowerCase();
  return charset === undefined || charset === "utf-8" || charset === "utf8" || charset === "us-ascii";
}
