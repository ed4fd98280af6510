let second = 0;
let text = "";

/** Now as HTTP writes it (RFC 9110 §5.6.7): `Sat, 21 Nov 2026 20:45:21 GMT`. Written once a second, asked for by every answer. */
export function toHttpDate(nowMs: number): string {
  const now = Math.floor(nowMs / 1000);
  if (now !== second) {
    second = now;
    text = new Date(nowMs).toUTCString();
  }
  return text;
}
