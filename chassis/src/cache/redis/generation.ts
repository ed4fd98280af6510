import { randomBytes } from "node:crypto";

/**
 * The generation that a service's names are kept in. Redis holds it, under a key of its own, and nobody reads a value
 * without reading it as well: with a new one, all that was kept before is out of reach, wherever it may turn up again.
 */
export class Generation {
  /** Where Redis holds it. */
  readonly key: string;
  #current = "";
  #suffix = "";

  constructor(service: string) {
    this.key = `${service}@generation`;
  }

  get current(): string {
    return this.#current;
  }

  /** One that never was: a restored Redis knows the earlier ones. */
  renew(): string {
    return this.adopt(randomBytes(9).toString("base64url"));
  }

  adopt(generation: string): string {
    this.#suffix = `@${generation}`;
    this.#current = generation;
    return generation;
  }

  /** The key of a name, such as `students.42@bXaP0q1N2m4Z`. */
  toKey(name: string): string {
    return name + this.#suffix;
  }

  /** The name of a key of this generation. */
  toName(key: string): string | undefined {
    return key.endsWith(this.#suffix) ? key.slice(0, -this.#suffix.length) : undefined;
  }
}
