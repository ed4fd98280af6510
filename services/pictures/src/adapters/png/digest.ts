import { createHash } from "node:crypto";

/** Names bytes by 132 bits of their SHA-256, in 22 characters of base64url. */
export function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
}
