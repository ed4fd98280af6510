import type { DescMessage } from "@bufbuild/protobuf";

/** JavaScript that is written at run time: a function per message, by which it can call itself, and the values they use. */
export class MessageProgram {
  readonly #functions: string[] = [];
  readonly #names = new Map<DescMessage, string>();
  readonly #values: Map<unknown, string>;

  /** What the functions may use, by the names that they know it by. */
  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = new Map(Object.entries(values).map(([name, value]) => [value, name]));
  }

  /** The name of a message's function, which `toSource` writes when it is first asked for. */
  nameOf(desc: DescMessage, toSource: (name: string) => string): string {
    const known = this.#names.get(desc);
    if (known) return known;
    const name = `message${this.#names.size}`;
    this.#names.set(desc, name);
    this.#functions.push(toSource(name));
    return name;
  }

  /** Lets the functions use one more value; answers its name. */
  use(value: unknown): string {
    const name = this.#values.get(value) ?? `value${this.#values.size}`;
    this.#values.set(value, name);
    return name;
  }

  /** The function named `main`. Throws an EvalError where code must not be generated. */
  build<T>(main: string): T {
    const source = `"use strict"; ${this.#functions.join("\n")}\nreturn ${main};`;
    return new Function(...this.#values.values(), source)(...this.#values.keys()) as T;
  }
}
