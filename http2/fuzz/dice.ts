import { createRandom } from "@flotilla/testkit/random";

/** Numbers that sit on the edges of RFC 9113's fields. */
const edges = [
  0,
  1,
  2,
  9,
  100,
  127,
  255,
  256,
  16_383,
  16_384,
  16_385,
  65_535,
  65_536,
  2 ** 24 - 1,
  2 ** 31 - 1,
  2 ** 31,
];

/** Chance that is the same for the same seed and case. */
export class Dice {
  readonly #random: () => number;

  constructor(seed: number, caseNumber: number) {
    this.#random = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(caseNumber + 1, 0x85ebca6b));
  }

  /** A whole number from 0 up to `end`, without it. */
  below(end: number): number {
    return Math.floor(this.#random() * end);
  }

  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** Whether something with this likelihood happens. */
  chance(likelihood: number): boolean {
    return this.#random() < likelihood;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  /** A 32-bit number, most often one that sits on an edge. */
  edge(): number {
    if (this.chance(0.7)) return this.pick(edges);
    return this.chance(0.5) ? this.below(2 ** 32) : this.below(100_000);
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let at = 0; at < length; at++) bytes[at] = this.below(256);
    return bytes;
  }

  /** Cuts `bytes` as a network would: whole, in some pieces, or byte by byte. */
  cut(bytes: Buffer): Buffer[] {
    if (this.chance(0.4)) return [bytes];
    const most = this.chance(0.2) ? 1 : this.pick([3, 9, 10, 60, 500, 5000]);
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = bytes.length > 3000 && most < 60 ? 500 : this.between(1, most);
      pieces.push(bytes.subarray(at, at + length));
      at += length;
    }
    return pieces;
  }
}
