/** What is wrong with a text that should be JSON, and where; line and column count from 1. */
export interface JsonProblem {
  /** Completes "… at line 1, column 2". */
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

class Problem extends Error {
  readonly index: number;

  constructor(index: number, message: string) {
    super(message);
    this.index = index;
  }
}

/** Finds the first thing that RFC 8259 forbids, a duplicate key, or a level beyond `maxDepth`. Slow: for bad texts. */
export function findJsonProblem(text: string, maxDepth: number): JsonProblem {
  try {
    new Reader(text, maxDepth).readDocument();
    return { message: "The JSON cannot be read", line: 1, column: 1 };
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    const before = text.slice(0, thrown.index);
    const line = before.split("\n").length;
    return { message: thrown.message, line, column: thrown.index - before.lastIndexOf("\n") };
  }
}

const blanks = /[ \t\n\r]*/y;
const numberForm = /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const words = /true|false|null/y;
const escapeForm = /\\(["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

class Reader {
  readonly #text: string;
  readonly #maxDepth: number;
  #index = 0;
  #depth = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  readDocument(): void {
    this.#readValue();
    this.#skipBlanks();
    if (this.#index < this.#text.length) throw this.#expected("the end of the text");
  }

  #readValue(): void {
    this.#skipBlanks();
    const start = this.#text[this.#index];
    if (start === "{") this.#nest(() => this.#readObject());
    else if (start === "[") this.#nest(() => this.#readArray());
    else if (start === '"') this.#readString("a string");
    else if (!this.#take(words) && !this.#take(numberForm)) throw this.#expected("a value");
  }

  #nest(read: () => void): void {
    if (++this.#depth > this.#maxDepth) {
      throw new Problem(this.#index, `The JSON is nested deeper than ${this.#maxDepth} levels`);
    }
    this.#index++;
    read();
    this.#depth--;
  }

  #readObject(): void {
    if (this.#takeMark("}")) return;
    const keys = new Set<string>();
    do {
      this.#skipBlanks();
      const start = this.#index;
      const key = JSON.parse(this.#readString("a key in double quotes")) as string;
      if (keys.has(key)) throw new Problem(start, `The key ${JSON.stringify(key)} comes twice in one object`);
      keys.add(key);
      if (!this.#takeMark(":")) throw this.#expected('":"');
      this.#readValue();
    } while (this.#takeMark(","));
    if (!this.#takeMark("}")) throw this.#expected('"," or "}"');
  }

  #readArray(): void {
    if (this.#takeMark("]")) return;
    do this.#readValue();
    while (this.#takeMark(","));
    if (!this.#takeMark("]")) throw this.#expected('"," or "]"');
  }

  #readString(what: string): string {
    const start = this.#index;
    if (this.#text[start] !== '"') throw this.#expected(what);
    this.#index++;
    for (;;) {
      const code = this.#text.charCodeAt(this.#index);
      if (code === 0x22) break;
      const isPlain = code >= 0x20 && code !== 0x5c;
      if (isPlain) this.#index++;
      else if (!this.#take(escapeForm))
        throw this.#expected("a valid character or escape of a string, or its closing quote");
    }
    this.#index++;
    return this.#text.slice(start, this.#index);
  }

  #takeMark(mark: string): boolean {
    this.#skipBlanks();
    if (this.#text[this.#index] !== mark) return false;
    this.#index++;
    return true;
  }

  #skipBlanks(): void {
    this.#take(blanks);
  }

  #take(form: RegExp): boolean {
    form.lastIndex = this.#index;
    const isTaken = form.test(this.#text);
    if (isTaken) this.#index = form.lastIndex;
    return isTaken;
  }

  #expected(what: string): Problem {
    const found = this.#text[this.#index];
    const shown = found === undefined ? "the text ends" : `${JSON.stringify(found)} is found`;
    return new Problem(this.#index, `The JSON is malformed: ${what} is expected, but ${shown}`);
  }
}
