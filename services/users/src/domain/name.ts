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

/** What a name search looks into: "first last", folded. Since both are parts of it, so is a hit in either. */
export function searchedName(user: { readonly firstName: string; readonly lastName: string }): string {
  return foldName(`${user.firstName} ${user.lastName}`);
}
