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
  ə: "e",
  ĸ: "k",
  ς: "σ",
};

/** How German and the Nordic languages spell these letters where a keyboard lacks them. */
const spelledOut: Readonly<Record<string, string>> = { ä: "ae", ö: "oe", ü: "ue", ø: "oe", å: "aa" };

const undividedLetters = toPattern(undivided);
const spelledOutLetters = toPattern(spelledOut);
const apostrophes = /['"`´‘’“”ʹ-ʿˈˊˋ′″\p{Cf}]+/gu;
/** Accents of all alphabets. Vowel signs of Indic scripts and the voicing marks of kana are letters, and stay. */
const accents = /[[\p{Script=Inherited}--[\u3099\u309a]]\u0591-\u05c7]+/gv;
const separators = /[\p{P}\p{S}\p{Z}\p{C}]+/gu;

/**
 * The keys that a name is looked up by, one or two: without case, accents, apostrophes and punctuation, and the same
 * with `ü` spelled `ue`. Two names are the same when they share a key. `foldName("Müncheberg")` is `muncheberg` and
 * `muencheberg`. Empty when the text has neither letters nor digits.
 */
export function foldName(name: string): readonly string[] {
  const lower = name.normalize("NFKC").toLowerCase();
  const plain = toKey(lower);
  if (plain === "") return [];
  const spelled = lower.replace(spelledOutLetters, (letter) => spelledOut[letter]!);
  return spelled === lower ? [plain] : [plain, toKey(spelled)];
}

function toKey(lower: string): string {
  const letters = lower.replace(apostrophes, "").normalize("NFKD").replace(accents, "");
  const typed = letters.replace(undividedLetters, (letter) => undivided[letter]!);
  return typed.replace(separators, " ").trim().normalize("NFC");
}

function toPattern(letters: Readonly<Record<string, string>>): RegExp {
  return new RegExp(`[${Object.keys(letters).join("")}]`, "g");
}
