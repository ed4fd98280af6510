import type { Side } from "@flotilla/chassis/relation";
import { createRandom } from "@flotilla/testkit/random";

/** What a link leads to: a record that an earlier write creates, by that write's number, or a text that names none. */
export type LinkPlan = number | string;

/** The links that a write wants: a whole list, or the list that is there with some changes. Absent: as they are. */
export type LinksPlan =
  | { readonly list: readonly LinkPlan[] }
  | { readonly add: readonly LinkPlan[]; readonly remove: readonly LinkPlan[] };

/** One write, told by numbers: ids are made by the services. */
export interface PlannedWrite {
  readonly number: number;
  readonly side: Side;
  readonly kind: "create" | "replace" | "update" | "delete";
  /** Number of the write that creates the record; its own for a creation. */
  readonly record: number;
  readonly links: LinksPlan | undefined;
  /** The words of a student that are unique together. Absent: the record's own and the write's. */
  readonly twinOf: number | undefined;
  /** The record is read first, and the write must find it as it was read. */
  readonly isGuarded: boolean;
  /** How often the same request is sent at once. */
  readonly copies: number;
  readonly door: "rest" | "grpc";
}

/** How many writes, over how many records of each side at a time. */
export interface PlanOptions {
  readonly writes: number;
  readonly students: number;
  readonly courses: number;
  /** Writes want long lists and drop little, so that limits are met. Default false. */
  readonly isGreedy?: boolean;
}

const other: Readonly<Record<Side, Side>> = { left: "right", right: "left" };
const longestList: Readonly<Record<Side, number>> = { left: 15, right: 60 };

/**
 * The writes of a seed: few records, so that they meet often, on the same links from both sides, up to the limits. A
 * write concerns records only that writes before it create.
 */
export function planWrites(seed: number, options: PlanOptions): readonly PlannedWrite[] {
  const planner = new Planner(seed, options);
  return Array.from({ length: options.writes }, (_, number) => planner.plan(number));
}

class Planner {
  readonly #random: () => number;
  readonly #most: Readonly<Record<Side, number>>;
  readonly #isGreedy: boolean;
  readonly #live: Readonly<Record<Side, number[]>> = { left: [], right: [] };
  /** The link that the write before was about: the other side may write it next. */
  #last: { readonly side: Side; readonly from: number; readonly to: number } | undefined;

  constructor(seed: number, { students, courses, isGreedy = false }: PlanOptions) {
    this.#isGreedy = isGreedy;
    this.#random = createRandom(seed);
    this.#most = { left: students, right: courses };
  }

  plan(number: number): PlannedWrite {
    const mirrored = this.#chance(0.15) ? this.#planMirror(number) : undefined;
    if (mirrored) return mirrored;
    const side = this.#chance(this.#most.left / (this.#most.left + this.#most.right)) ? "left" : "right";
    const live = this.#live[side];
    const share = live.length / this.#most[side];
    if (live.length < 2 || this.#chance(share < 0.9 ? 0.3 : 0.02)) return this.#planCreate(number, side);
    const record = this.#pick(live);
    if (this.#chance(share > 0.7 ? 0.03 : 0)) {
      live.splice(live.indexOf(record), 1);
      return this.#write(number, { side, kind: "delete", record });
    }
    return this.#planChange(number, side, record);
  }

  #planCreate(number: number, side: Side): PlannedWrite {
    const links = { list: this.#pickList(side, this.#chance(0.5) ? 2 : 6) };
    const born = this.#live[side].at(-1);
    this.#live[side].push(number);
    const twinOf = side === "left" && born !== undefined && this.#chance(0.1) ? born : undefined;
    return this.#write(number, { side, kind: "create", record: number, links, twinOf });
  }

  #planChange(number: number, side: Side, record: number): PlannedWrite {
    const dice = this.#random();
    if (dice < 0.25) return this.#write(number, { side, kind: "update", record });
    const kind = this.#chance(0.5) ? "replace" : "update";
    if (dice < 0.4) {
      return this.#write(number, { side, kind, record, links: { list: this.#pickList(side, longestList[side]) } });
    }
    const add = this.#pickList(side, 6);
    const remove = this.#pickList(side, this.#isGreedy ? 0 : 2).filter((link) => !add.includes(link));
    const to = [...add, ...remove].find((link) => typeof link === "number");
    if (to !== undefined) this.#last = { side, from: record, to };
    return this.#write(number, { side, kind, record, links: { add, remove }, isGuarded: true });
  }

  /** The same link as in the write before, written from its other end. */
  #planMirror(number: number): PlannedWrite | undefined {
    const last = this.#last;
    this.#last = undefined;
    if (!last) return undefined;
    const [add, remove] = this.#chance(0.5) ? [[last.from], []] : [[], [last.from]];
    return this.#write(number, {
      ...{ side: other[last.side], kind: "update", record: last.to },
      ...{ links: { add, remove }, isGuarded: true },
    });
  }

  #write(number: number, write: Pick<PlannedWrite, "side" | "kind" | "record"> & Partial<PlannedWrite>): PlannedWrite {
    const isGuarded = this.#chance(0.3);
    const copies = this.#chance(0.1) ? 2 : 1;
    const door = this.#chance(0.25) ? "grpc" : "rest";
    return { number, links: undefined, twinOf: undefined, isGuarded, copies, door, ...write };
  }

  #pickList(side: Side, atMost: number): readonly LinkPlan[] {
    const share = this.#isGreedy ? Math.max(this.#random(), this.#random(), this.#random()) : this.#random();
    const count = Math.floor(share * Math.min(atMost, 2 * this.#live[other[side]].length + 1));
    return [...new Set(Array.from({ length: count }, () => this.#pickLink(side)))];
  }

  #pickLink(side: Side): LinkPlan {
    if (this.#chance(0.97)) return this.#pick(this.#live[other[side]]);
    if (this.#chance(0.3)) return "no-id-at-all";
    const digits = Array.from({ length: 24 }, () => Math.floor(this.#random() * 16).toString(16)).join("");
    return side === "left" ? digits : `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4000-8000-${digits.slice(12)}`;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.#random() * items.length)]!;
  }
}
