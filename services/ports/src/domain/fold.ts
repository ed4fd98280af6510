/** Letters that Unicode does not take apart into a base letter and a mark, and what people type instead. */
const undivided: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ð: "d",
  đ: "d",
  þ: "th",
  ł: "l",
  ħ: "h",
  ŧ: "t",
  ŋ: "n",
  ı: "i",
  ĸ: "k",
};

const marks = /\p{M}+/gu;
const undividedLetters = new RegExp(`[${Object.keys(undivided).join("")}]`, "g");

/** Text as it is compared in searches: lower case, without accents. `fold("Århus") === "arhus"`. */
export function fold(text: string): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .normalize("NFD")
    .replace(marks, "")
    .replace(undividedLetters, (letter) => undivided[letter] ?? letter);
}

function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return false;
  }
  return true;
}
