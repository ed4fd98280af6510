/** Messages that take turns. */
export class Messages {
  #texts: readonly string[];
  #turn = 0;

  /** `texts` must not be empty. */
  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  /** The next message; after the last comes the first. */
  next(): string {
    const text = this.#texts[this.#turn % this.#texts.length]!;
    this.#turn = (this.#turn + 1) % this.#texts.length;
    return text;
  }

  /** Puts other messages in place; the first of them is next. */
  replace(texts: readonly string[]): void {
    this.#texts = texts;
    this.#turn = 0;
  }
}

/** Splits at newlines and `|`, trims, drops blanks. */
export function parseMessages(text: string): readonly string[] {
  return text
    .split(/[\n|]/)
    .map((message) => message.trim())
    .filter(Boolean);
}
