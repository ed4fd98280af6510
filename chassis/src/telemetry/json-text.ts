// What must be escaped in a JSON string (quotes, backslashes, control characters), and what would break a line or fool a
// terminal: C1 controls, U+2028, U+2029, and lone surrogates, which have no UTF-8.
const unsafe = /["\\\p{Cc}\p{Cs}\u2028\u2029]/u;
const unsafeOutsideJson = /[\p{Cc}\u2028\u2029]/gu;

/** `text` as a JSON string, quotes included, safe to stand in a log line whatever a caller put into it. */
export function toJsonText(text: string): string {
  return unsafe.test(text) ? escapeControls(JSON.stringify(text)) : `"${text}"`;
}

/** Control characters, written out: neither a log's reader nor a terminal must obey what a caller sent. */
export function escapeControls(text: string): string {
  return text.replace(unsafeOutsideJson, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
