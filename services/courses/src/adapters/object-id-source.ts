import { hash } from "node:crypto";
import type { Clock } from "../domain/clock.ts";
import type { IdSource } from "../domain/id-source.ts";

/** Digits of an id. */
const length = 24;

/**
 * Ids as MongoDB makes them: the second, five bytes of this process, and a counter
 * (https://www.mongodb.com/docs/manual/reference/bson-types/#objectid). One of a key is the beginning of that key, which is a
 * hash: ids stay apart, but not in the order of their making.
 */
export class ObjectIdSource implements IdSource {
  readonly #clock: Clock;
  readonly #process: string;
  #counter: number;

  /** `random` are eight bytes: five for the process, and three at which the counter begins. */
  constructor(clock: Clock, random: Uint8Array) {
    this.#clock = clock;
    this.#process = random.subarray(0, 5).toHex();
    this.#counter = Number.parseInt(random.subarray(5, 8).toHex(), 16);
  }

  newId(key: string | undefined, day?: string): string {
    if (key !== undefined) return (day === undefined ? key : hash("sha256", `${key}/${day}`)).slice(0, length);
    const seconds = Math.trunc(this.#clock.now().getTime() / 1000);
    this.#counter = (this.#counter + 1) % 0x1000000;
    return toHex(seconds, 8) + this.#process + toHex(this.#counter, 6);
  }
}

function toHex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0").slice(-digits);
}
