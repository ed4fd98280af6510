import { createHash } from "node:crypto";
import { script } from "./script.ts";
import { style } from "./style.ts";

/** What a browser may do on the page: run its own script, call its own server, nothing else. */
export const docsPolicy = [
  "default-src 'none'",
  `script-src '${toHash(script)}'`,
  `style-src '${toHash(style)}'`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

function toHash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
