import type { Clock } from "../domain/clock.ts";
import type { IdSource } from "../domain/id-source.ts";

const digits = "0123456789abcdefghijklmnopqrstuv";

/**
 * Ids of the form that system 003 makes (xid): 12 bytes, of which 4 are the time in seconds, 5 belong to the process and
 * 3 count, written as 20 lower-case digits of base 32. They sort by time, and by count within a second.
 */
export class XidSource implements IdSource {
  readonly #clock: Clock;
  readonly #process: Uint8Array;
  #count: number;

  /** `random` must be 8 random bytes, drawn anew in every process. */
  constructor(clock: Clock, random: Uint8Array) {
    this.#clock = clock;
    this.#process = random.subarray(0, 5);
    this.#count = new DataView(random.buffer, random.byteOffset).getUint32(4) & 0xffffff;
  }

  newId(): string {
    const bytes = new Uint8Array(12);
    const view = new DataView(bytes.buffer);
    this.#count = (this.#count + 1) & 0xffffff;
    view.setUint32(8, this.#count);
    view.setUint32(0, Math.floor(this.#clock.now().getTime() / 1000));
    bytes.set(this.#process, 4);
    return toBase32(bytes);
  }
}

function toBase32(bytes: Uint8Array): string {
  let text = "";
  let [bits, held] = [0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += digits[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + digits[(held << (5 - bits)) & 31] : text;
}
