/** Smaller parts are copied together: what a Buffer costs beside its bytes would be many times theirs. */
const smallBytes = 4096;
const pageBytes = 16_384;

/** Gathers a body from the parts in which it comes: memory stays about its size, also when it comes byte by byte. */
export class GatheredBytes {
  readonly #parts: Uint8Array[] = [];
  /** Where small parts are copied to; the last of #parts shows as much of it as is used. */
  #page: Buffer | undefined = undefined;
  #used = 0;
  size = 0;

  /** Takes a part that nobody changes afterwards. */
  push(part: Uint8Array): void {
    this.size += part.length;
    if (this.#parts.length > 0 && part.length < smallBytes) this.#copy(part);
    else {
      this.#page = undefined;
      this.#parts.push(part);
    }
  }

  /** All that was gathered: the part itself when there is one. */
  join(): Uint8Array {
    return this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts, this.size);
  }

  #copy(part: Uint8Array): void {
    if (this.#page === undefined || this.#used + part.length > this.#page.length) {
      this.#page = Buffer.allocUnsafeSlow(pageBytes);
      this.#used = 0;
      this.#parts.push(this.#page);
    }
    this.#page.set(part, this.#used);
    this.#used += part.length;
    this.#parts[this.#parts.length - 1] = this.#page.subarray(0, this.#used);
  }
}
