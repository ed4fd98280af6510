import type { Slice } from "./frame-reader.ts";
import type { HeaderList } from "./header-list.ts";

/** Longer blocks hold something that hardly comes twice. */
const mostBytes = 128;

/**
 * The last header block with its list, for peers that repeat themselves: the same bytes mean the same list as long as the
 * decoder's table has not changed.
 */
export class RepeatedBlock {
  #bytes: Buffer | undefined = undefined;
  #changes = 0;
  #list: HeaderList | undefined = undefined;

  /** The list of `block`, when it is the last one again; `changes` counts those of the decoder's table. */
  find({ bytes, start, end }: Slice, changes: number): HeaderList | undefined {
    const known = this.#bytes;
    if (!known || this.#changes !== changes || known.length !== end - start) return undefined;
    return known.compare(bytes, start, end) === 0 ? this.#list : undefined;
  }

  /** Takes note of a block that left the table as it was. Its list is frozen: several streams may get it. */
  keep({ bytes, start, end }: Slice, changes: number, list: HeaderList): void {
    if (end - start > mostBytes) return;
    this.#bytes = Buffer.from(bytes.subarray(start, end));
    this.#changes = changes;
    this.#list = list;
    Object.freeze(list.fields);
  }
}
