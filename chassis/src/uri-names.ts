import type { X509Certificate } from "node:crypto";

/** One name: its type, then its value, which Node writes as a JSON string when it has characters that could mislead. */
const entry = /([A-Za-z ]+):(?:("(?:[^"\\]|\\.)*")|([^",]*))(?:, |$)/y;

/**
 * The URI names (subjectAltName, RFC 5280 §4.2.1.6) of a certificate, in their order. A list that is not wholly
 * understood has none: no other name can pass for a URI (CVE-2021-44532).
 */
export function readUriNames({ subjectAltName = "" }: Pick<X509Certificate, "subjectAltName">): readonly string[] {
  const names: string[] = [];
  entry.lastIndex = 0;
  while (entry.lastIndex < subjectAltName.length) {
    const match = entry.exec(subjectAltName);
    if (!match) return [];
    const [, type, quoted, plain = ""] = match;
    if (type === "URI") names.push(quoted ? (JSON.parse(quoted) as string) : plain);
  }
  return names;
}
