/**
 * A text as it is searched: accents dropped, case folded, blanks squeezed to one and trimmed. May be empty.
 * Upper case first, so that ß meets ss; a final sigma meets any other.
 */
export function foldText(text: string): string {
  const bare = text
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .normalize("NFC");
  return bare.toUpperCase().toLowerCase().replaceAll("ς", "σ").replace(/\s+/g, " ").trim();
}
