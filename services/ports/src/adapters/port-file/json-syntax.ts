/** The first byte that breaks the JSON grammar (RFC 8259), relative to the start of the text, and what is wrong. */
export interface SyntaxProblem {
  readonly at: number;
  readonly problem: string;
}

/**
 * Finds the place where a JSON text breaks: `JSON.parse` tells that it does, not reliably where. The text has one
 * character per byte (Latin-1). `undefined` means that one well-formed value stands there and nothing else.
 */
export function findSyntaxProblem(text: string): SyntaxProblem | undefined {
  return new Walker(text).walk();
}

const space = /[ \t\n\r]+/y;
const number = /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?(?![0-9A-Za-z.+-])/y;
const literal = /(true|false|null)(?![0-9A-Za-z])/y;
// A string as far as it is good: what follows is the closing quote, or the byte that breaks it.
const stringStart = /"(?:[ !#-[\]-\u00ff]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/y;

type Wanted = "value" | "key" | "value or ]" | "key or }" | "end";

/** Goes through a text token by token, with a stack of its own: deep nesting is no danger. */
class Walker {
  readonly #text: string;
  readonly #open: ("{" | "[")[] = [];
  #at = 0;
  #wants: Wanted = "value";

  constructor(text: string) {
    this.#text = text;
  }

  walk(): SyntaxProblem | undefined {
    this.#skip(space);
    while (this.#wants !== "end" || this.#open.length > 0) {
      const char = this.#text[this.#at];
      const problem = char === undefined ? this.#fail("the text ends too early") : this.#step(char);
      if (problem) return problem;
      this.#skip(space);
    }
    const rest = this.#text[this.#at];
    return rest === undefined ? undefined : this.#fail(`unexpected ${show(rest)} behind the value`);
  }

  #step(char: string): SyntaxProblem | undefined {
    if (this.#wants === "end") return this.#continue(char);
    const isEmpty = (this.#wants === "key or }" && char === "}") || (this.#wants === "value or ]" && char === "]");
    if (isEmpty) return this.#close();
    return this.#wants === "key" || this.#wants === "key or }" ? this.#key(char) : this.#value(char);
  }

  /** Behind a value inside an object or array. */
  #continue(char: string): SyntaxProblem | undefined {
    const isObject = this.#open.at(-1) === "{";
    const close = isObject ? "}" : "]";
    if (char === close) return this.#close();
    if (char !== ",") return this.#fail(`expected "," or "${close}", not ${show(char)}`);
    return this.#move(1, isObject ? "key" : "value");
  }

  #close(): undefined {
    this.#open.pop();
    return this.#move(1, "end");
  }

  #key(char: string): SyntaxProblem | undefined {
    if (char !== '"') return this.#fail(`expected a key in double quotes, not ${show(char)}`);
    const problem = this.#string();
    if (problem) return problem;
    this.#skip(space);
    return this.#text[this.#at] === ":" ? this.#move(1, "value") : this.#fail('expected ":" behind a key');
  }

  #value(char: string): SyntaxProblem | undefined {
    if (char === "{" || char === "[") {
      this.#open.push(char);
      return this.#move(1, char === "{" ? "key or }" : "value or ]");
    }
    if (char !== '"' && !this.#skip(number) && !this.#skip(literal)) {
      return this.#fail(`expected a value, not ${show(char)}`);
    }
    return (char === '"' ? this.#string() : undefined) ?? this.#move(0, "end");
  }

  #string(): SyntaxProblem | undefined {
    this.#skip(stringStart);
    const char = this.#text[this.#at];
    if (char === '"') return this.#move(1, this.#wants);
    if (char === undefined) return this.#fail("the text ends inside a string");
    if (char === "\\") return this.#fail("this escape is none of JSON's");
    return this.#fail("a control character in a string must be escaped");
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #move(by: number, wants: Wanted): undefined {
    this.#at += by;
    this.#wants = wants;
  }

  #fail(problem: string): SyntaxProblem {
    return { at: this.#at, problem };
  }
}

/** A byte for people: as it is when it can be printed. */
export function show(char: string): string {
  if (char >= "!" && char <= "~") return `"${char}"`;
  return `byte 0x${char.charCodeAt(0).toString(16).padStart(2, "0")}`;
}
