/** Most statements that have a name: what is put together anew each time must not fill the server's memory. */
const maxNames = 200;

/** Names by which PostgreSQL keeps statements prepared, the same on all connections. */
export class StatementNames {
  readonly #names = new Map<string, string>();

  /** Undefined for statements that came too late to get one: they are planned each time. */
  find(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= maxNames) return known;
    const name = `s${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }
}
