/** A row, how far its name is from what was asked, and the keys of it that are as near. */
export interface Spelling {
  readonly row: number;
  readonly distance: number;
  readonly keys: ReadonlySet<string>;
}

/** The best few spellings, one a row: by distance, then by row. */
export class TopSpellings {
  readonly #limit: number;
  #best: Spelling[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes a row by one of its keys, which is read only when it counts. */
  add(row: number, distance: number, readKey: () => string): void {
    const last = this.#best[this.#limit - 1];
    if (last && (distance - last.distance || row - last.row) > 0) return;
    const known = this.#best.find((spelling) => spelling.row === row);
    if (known && known.distance < distance) return;
    const keys = new Set(known?.distance === distance ? known.keys : []).add(readKey());
    const others = this.#best.filter((spelling) => spelling !== known);
    const sorted = [...others, { row, distance, keys }].sort((a, b) => a.distance - b.distance || a.row - b.row);
    this.#best = sorted.slice(0, this.#limit);
  }

  list(): readonly Spelling[] {
    return this.#best;
  }
}
