/** A row by one of its keys, and how far that is from what was asked. */
export interface Spelling {
  readonly row: number;
  readonly distance: number;
  readonly index: number;
}

/** The best few spellings, one a row: by distance, then by row. */
export class TopSpellings {
  readonly #limit: number;
  #best: Spelling[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(spelling: Spelling): void {
    const last = this.#best[this.#limit - 1];
    if (last && compare(spelling, last) >= 0) return;
    const known = this.#best.find(({ row }) => row === spelling.row);
    if (known && known.distance <= spelling.distance) return;
    const others = this.#best.filter((other) => other !== known);
    this.#best = [...others, spelling].sort(compare).slice(0, this.#limit);
  }

  list(): readonly Spelling[] {
    return this.#best;
  }
}

function compare(a: Spelling, b: Spelling): number {
  return a.distance - b.distance || a.row - b.row;
}
