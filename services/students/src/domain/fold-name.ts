import type { Names } from "./student.ts";

/**
 * A name as it is searched: accents dropped, case folded, blanks squeezed to one and trimmed. May be empty.
 * Upper case first, so that ß meets ss; a final sigma meets any other.
 */
export function foldName(text: string): string {
  const bare = text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .normalize("NFC");
  return bare.toUpperCase().toLowerCase().replaceAll("ς", "σ").replace(/\s+/g, " ").trim();
}

/** What a search looks into: the three names, folded, on a line each. */
export function searchedNames({ name, firstName, lastName }: Names): string {
  return [name, firstName, lastName].map(foldName).join("\n");
}
