import { encodeHuffman, huffmanLength } from "../src/hpack/huffman.ts";
import type { Dice } from "./dice.ts";

/** Name and value. */
export type Pair = readonly [string, string];

/** Some of RFC 7541 Appendix A, by index. */
const staticEntries: readonly (readonly [number, string, string])[] = [
  [1, ":authority", ""],
  [2, ":method", "GET"],
  [3, ":method", "POST"],
  [4, ":path", "/"],
  [6, ":scheme", "http"],
  [8, ":status", "200"],
  [16, "accept-encoding", "gzip, deflate"],
  [28, "content-length", ""],
  [31, "content-type", ""],
  [58, "user-agent", ""],
  [61, "www-authenticate", ""],
];

/** Where the dynamic table begins. */
const firstDynamic = 62;

const letters = [..."abcdefghijklmnopqrstuvwxyz0123456789-_.~!#$%&'*+^`|"];
const words = ["", "0", "gzip", "application/grpc+proto", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"];

/**
 * Writes header blocks in every way that RFC 7541 allows, at random, and knows what a decoder must make of them: its
 * table is a plain list, newest first, so that it shares nothing with the engine but the Huffman code.
 */
export class BlockWriter {
  readonly #dice: Dice;
  #table: Pair[] = [];
  #maxSize = 4096;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  /** Writes these fields, in order, and sometimes a new table size first. */
  write(fields: readonly Pair[]): Buffer {
    const parts: Buffer[] = [];
    if (this.#dice.chance(0.1)) parts.push(this.#resize());
    for (const field of fields) parts.push(this.#writeField(field));
    return Buffer.concat(parts);
  }

  /** Random fields, with those among them that were sent before. */
  fields(count: number): Pair[] {
    return Array.from({ length: count }, () => {
      const [name, value] =
        this.#dice.chance(0.3) && this.#table.length > 0 ? this.#dice.pick(this.#table) : this.#field();
      return [name.startsWith(":") ? "x" : name, value] as const;
    });
  }

  #field(): Pair {
    const name = Array.from({ length: this.#dice.between(1, 20) }, () => this.#dice.pick(letters)).join("");
    return [`x${name}`, this.#value()];
  }

  #value(): string {
    if (this.#dice.chance(0.5)) return this.#dice.pick(words);
    const length = this.#dice.chance(0.05) ? this.#dice.between(100, 1000) : this.#dice.between(0, 40);
    return Array.from({ length }, () => String.fromCharCode(this.#dice.between(0x21, 0xff))).join("");
  }

  #resize(): Buffer {
    this.#maxSize = this.#dice.pick([0, 31, 64, 100, 1000, 4096]);
    this.#evict();
    return integer(0x20, 5, this.#maxSize);
  }

  #writeField(field: Pair): Buffer {
    const [name, value] = field;
    const whole = this.#find((entry) => entry[0] === name && entry[1] === value);
    if (whole > 0 && this.#dice.chance(0.8)) return integer(0x80, 7, whole);
    const [prefix, bits] = this.#dice.pick([[0x40, 6] as const, [0x00, 4] as const, [0x10, 4] as const]);
    const named = this.#dice.chance(0.8) ? this.#find((entry) => entry[0] === name) : 0;
    const parts = [integer(prefix, bits, named)];
    if (named === 0) parts.push(this.#string(name));
    parts.push(this.#string(value));
    if (prefix === 0x40) this.#table.unshift(field);
    this.#evict();
    return Buffer.concat(parts);
  }

  /** The index of an entry; 0 when there is none. */
  #find(isWanted: (entry: Pair) => boolean): number {
    const known = staticEntries.find(([, name, value]) => isWanted([name, value]));
    if (known) return known[0];
    const at = this.#table.findIndex(isWanted);
    return at < 0 ? 0 : at + firstDynamic;
  }

  #evict(): void {
    let size = 0;
    const fit = this.#table.findIndex(([name, value]) => {
      size += name.length + value.length + 32;
      return size > this.#maxSize;
    });
    if (fit >= 0) this.#table = this.#table.slice(0, fit);
  }

  #string(text: string): Buffer {
    if (this.#dice.chance(0.5)) return Buffer.concat([integer(0, 7, text.length), Buffer.from(text, "latin1")]);
    const code = Buffer.alloc(huffmanLength(text));
    encodeHuffman(text, code, 0);
    return Buffer.concat([integer(0x80, 7, code.length), code]);
  }
}

/** RFC 7541 §5.1. */
function integer(prefix: number, bits: number, value: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.of(prefix | value);
  const bytes = [prefix | most];
  let left = value - most;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Buffer.of(...bytes, left);
}
