import { clientPreface } from "../src/index.ts";
import { data, endHeaders, frame, goaway, ping, reset, settings, settingsAck, windowUpdate } from "../test/wire.ts";
import { BlockWriter, type Pair } from "./block-writer.ts";
import type { Dice } from "./dice.ts";

type Role = "server" | "client";

const request: readonly Pair[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/"],
];
const response: readonly Pair[] = [[":status", "200"]];

/** One peer's side of a conversation that keeps RFC 9113, for a connection of `role` that has opened `calls` streams. */
export class Conversation {
  readonly frames: Buffer[] = [];
  /** The header lists that were sent, by stream; trailers and informational ones aside. */
  readonly lists: Map<number, readonly Pair[]> = new Map();
  /** Streams that were given up again. */
  readonly resets: Set<number> = new Set();
  hasGoaway = false;
  readonly #dice: Dice;
  readonly #role: Role;
  readonly #writer: BlockWriter;
  /** Streams whose side of ours is open. */
  #open: number[] = [];
  #nextId = 1;
  #unanswered: number[];

  constructor(dice: Dice, role: Role, calls: number) {
    this.#dice = dice;
    this.#role = role;
    this.#writer = new BlockWriter(dice);
    this.#unanswered = Array.from({ length: calls }, (_, index) => index * 2 + 1);
    if (role === "server") this.frames.push(clientPreface);
    this.frames.push(this.#settings());
    if (dice.chance(0.9)) this.frames.push(settingsAck);
    for (let turns = dice.between(1, 12); turns > 0; turns--) this.#speak();
  }

  #speak(): void {
    const roll = this.#dice.below(20);
    if (roll < 7) this.#begin();
    else if (roll < 11) this.#sendData();
    else if (roll < 12) this.#endWithTrailers();
    else if (roll < 13) this.#reset();
    else if (roll < 15)
      this.frames.push(windowUpdate(this.#dice.chance(0.5) ? 0 : this.#anyId(), this.#dice.between(1, 70_000)));
    else this.frames.push(this.#aside());
  }

  #aside(): Buffer {
    const roll = this.#dice.below(8);
    if (roll < 2) return ping;
    if (roll < 4) return this.#settings();
    if (roll < 5) return frame(2, 0, this.#dice.between(1, 40), "0000000010");
    if (roll < 6)
      return frame(this.#dice.between(10, 255), this.#dice.below(256), this.#dice.below(10), this.#dice.bytes(5));
    if (roll < 7) return frame(6, 1, 0, Buffer.alloc(8));
    if (this.#dice.chance(0.8)) return settingsAck;
    this.hasGoaway = true;
    return goaway(this.#role === "server" ? 0 : 2 ** 31 - 1);
  }

  #settings(): Buffer {
    const pairs: number[] = [];
    if (this.#dice.chance(0.3)) pairs.push(1, this.#dice.pick([0, 100, 4096, 65_536]));
    if (this.#dice.chance(0.3)) pairs.push(4, this.#dice.pick([0, 1, 1000, 65_535, 1_000_000]));
    if (this.#dice.chance(0.2)) pairs.push(5, this.#dice.pick([16_384, 100_000, 2 ** 24 - 1]));
    if (this.#dice.chance(0.2)) pairs.push(3, this.#dice.pick([1, 100]));
    if (this.#dice.chance(0.1)) pairs.push(this.#dice.between(7, 60_000), this.#dice.edge());
    return settings(...pairs);
  }

  /** A request to a server, or the answer to a client's. */
  #begin(): void {
    const id = this.#role === "server" ? this.#nextId : this.#unanswered.shift();
    if (id === undefined) return;
    this.#nextId += 2;
    const start = this.#role === "server" ? request : response;
    const list = [...start, ...this.#writer.fields(this.#dice.below(6))];
    this.lists.set(id, list);
    const isEnd = this.#dice.chance(0.5);
    this.#pushBlock(id, this.#writer.write(list), isEnd);
    if (!isEnd) this.#open.push(id);
  }

  #endWithTrailers(): void {
    const id = this.#open.shift();
    if (id !== undefined) this.#pushBlock(id, this.#writer.write(this.#writer.fields(2)), true);
  }

  #reset(): void {
    const id = this.#open.pop();
    if (id === undefined) return;
    this.resets.add(id);
    this.frames.push(reset(id, this.#dice.below(14)));
  }

  #sendData(): void {
    if (this.#open.length === 0) return;
    const id = this.#dice.pick(this.#open);
    const payload = this.#dice.bytes(this.#dice.pick([0, 1, 10, 300]));
    const isEnd = this.#dice.chance(0.3);
    if (isEnd) this.#open = this.#open.filter((one) => one !== id);
    this.frames.push(this.#dice.chance(0.3) ? this.#pad(0, isEnd ? 1 : 0, id, payload) : data(id, payload, isEnd));
  }

  /** HEADERS, sometimes with padding and priority, and as many CONTINUATION frames as chance wants. */
  #pushBlock(id: number, block: Buffer, isEnd: boolean): void {
    const cuts = this.#dice.chance(0.3) ? this.#dice.between(1, 4) : 0;
    const size = Math.ceil(block.length / (cuts + 1));
    const bits = (isEnd ? 1 : 0) | (cuts === 0 ? endHeaders : 0);
    const hasPriority = this.#dice.chance(0.2);
    const first = Buffer.concat([Buffer.alloc(hasPriority ? 5 : 0), block.subarray(0, size)]);
    const flags = bits | (hasPriority ? 0x20 : 0);
    this.frames.push(this.#dice.chance(0.2) ? this.#pad(1, flags, id, first) : frame(1, flags, id, first));
    for (let cut = 1; cut <= cuts; cut++) {
      this.frames.push(frame(9, cut === cuts ? endHeaders : 0, id, block.subarray(size * cut, size * (cut + 1))));
    }
  }

  #pad(type: number, flags: number, id: number, payload: Buffer): Buffer {
    const padding = this.#dice.pick([0, 1, 255]);
    return frame(type, flags | 0x8, id, Buffer.concat([Buffer.of(padding), payload, Buffer.alloc(padding)]));
  }

  #anyId(): number {
    const ids = [...this.lists.keys()];
    return ids.length > 0 ? this.#dice.pick(ids) : 0;
  }
}
