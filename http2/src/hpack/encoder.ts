import { fieldOverhead } from "../field.ts";
import { DynamicTable, type TableEntry } from "./dynamic-table.ts";
import { encodeHuffman, huffmanLength } from "./huffman.ts";
import { staticLength, staticTable } from "./static-table.ts";

/** Fields whose values hardly change within a connection, so that an entry pays off. */
const indexedNames = new Set([
  ":authority",
  ":method",
  ":path",
  ":scheme",
  ":status",
  "accept-encoding",
  "content-encoding",
  "content-type",
  "grpc-accept-encoding",
  "grpc-encoding",
  "grpc-status",
  "server",
  "te",
  "user-agent",
  "vary",
]);

/** Fields that must not be compared with others by their compressed length (RFC 7541 §7.1.3). */
const sensitiveNames = new Set(["apikey", "authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"]);

/** Up to here a loop over characters is faster than a call of `Buffer.write` (measured). */
const loopedCharacters = 32;
const printable = /^[ -~]*$/;

/** How the fields of one name are written. */
interface NamePlan {
  /** Its first entry in the static table, 0 when it has none. */
  readonly index: number;
  /** Entries of the static table by value. */
  readonly values: ReadonlyMap<string, number>;
  readonly isIndexed: boolean;
  readonly isSensitive: boolean;
}

const staticEntries = new Map<string, [value: string, index: number][]>();
for (const [at, { name, value }] of staticTable.entries()) {
  const namesakes = staticEntries.get(name) ?? [];
  staticEntries.set(name, [...namesakes, [value, at + 1]]);
}
const plans = new Map<string, NamePlan>(
  [...indexedNames, ...sensitiveNames, ...staticEntries.keys()].map((name) => [name, toPlan(name)]),
);
const otherPlan = toPlan("");

function toPlan(name: string): NamePlan {
  const entries = staticEntries.get(name) ?? [];
  return {
    index: entries[0]?.[1] ?? 0,
    values: new Map(entries),
    isIndexed: indexedNames.has(name),
    isSensitive: sensitiveNames.has(name),
  };
}

/** A field that the peer's table holds. */
interface Entry extends TableEntry {
  readonly name: string;
  readonly value: string;
}

/** Most bytes that a field's representation takes beside its characters: three integers. */
const fieldBytes = 16;

/** Most bytes that {@link HpackEncoder.encode} writes for these fields. */
export function maxEncodedBytes(fields: readonly string[]): number {
  let bytes = fieldBytes;
  for (let index = 0; index < fields.length; index += 2) {
    bytes += fields[index]!.length + fields[index + 1]!.length + fieldBytes;
  }
  return bytes;
}

/**
 * Encodes the header blocks of one direction of a connection (RFC 7541 §6). What goes into the table is written in Huffman
 * code; what is sent once is not: it would cost more time than it saves bytes.
 */
export class HpackEncoder {
  readonly #table = new DynamicTable<Entry>(4096);
  /** Smallest size asked for since the last block; told with the last one at the start of the next (RFC 7541 §4.2). */
  #smallest = Number.POSITIVE_INFINITY;
  #isResized = false;
  #out: Buffer = Buffer.alloc(0);
  #at = 0;

  /** The peer's SETTINGS_HEADER_TABLE_SIZE; of a larger one than 4096 no use is made. */
  set maxTableSize(size: number) {
    const wanted = Math.min(size, 4096);
    if (wanted === this.#table.maxSize) return;
    this.#table.maxSize = wanted;
    this.#smallest = Math.min(this.#smallest, wanted);
    this.#isResized = true;
  }

  /**
   * Writes `fields` (name, value, name, value …; names in lower case) to `out`, which has room for
   * {@link maxEncodedBytes}, and answers the offset behind them. Throws a TypeError for a value that no header may have;
   * what was written must not be sent then.
   */
  encode(fields: readonly string[], out: Buffer, start: number): number {
    this.#out = out;
    this.#at = start;
    try {
      if (this.#isResized) this.#writeResizes();
      for (let index = 0; index < fields.length; index += 2) this.#writeField(fields[index]!, fields[index + 1]!);
    } catch (error) {
      this.#startAnew();
      throw error;
    }
    return this.#at;
  }

  /** Empties both sides' tables: a block that is never sent may have changed ours. */
  #startAnew(): void {
    const { maxSize } = this.#table;
    this.#table.maxSize = 0;
    this.#table.maxSize = maxSize;
    this.#smallest = 0;
    this.#isResized = true;
  }

  #writeResizes(): void {
    if (this.#smallest < this.#table.maxSize) this.#writeInteger(0x20, 5, this.#smallest);
    this.#writeInteger(0x20, 5, this.#table.maxSize);
    this.#smallest = Number.POSITIVE_INFINITY;
    this.#isResized = false;
  }

  #writeField(name: string, value: string): void {
    const plan = plans.get(name) ?? otherPlan;
    // A value that is new each time is not even hashed.
    const known = plan === otherPlan ? undefined : this.#find(plan, name, value);
    if (known !== undefined) {
      this.#writeInteger(0x80, 7, known);
      return;
    }
    if (plan.isIndexed) this.#writeInteger(0x40, 6, plan.index);
    else this.#writeInteger(plan.isSensitive ? 0x10 : 0x00, 4, plan.index);
    if (plan.index === 0) this.#writeString(name, plan.isIndexed);
    this.#writeString(value, plan.isIndexed);
    if (plan.isIndexed) this.#table.add({ name, value, size: name.length + value.length + fieldOverhead });
  }

  #find({ values, isIndexed }: NamePlan, name: string, value: string): number | undefined {
    const known = values.get(value);
    if (known !== undefined || !isIndexed) return known;
    for (let index = 0; index < this.#table.length; index++) {
      const entry = this.#table.at(index);
      if (entry.value === value && entry.name === name) return staticLength + 1 + index;
    }
    return undefined;
  }

  #writeString(text: string, isKept: boolean): void {
    const huffman = isKept ? huffmanLength(text) : text.length;
    if (huffman < text.length) {
      assertText(text);
      this.#writeInteger(0x80, 7, huffman);
      this.#at = encodeHuffman(text, this.#out, this.#at);
      return;
    }
    this.#writeInteger(0, 7, text.length);
    const out = this.#out;
    const start = this.#at;
    if (text.length > loopedCharacters && printable.test(text)) {
      this.#at = start + out.write(text, start, "latin1");
      return;
    }
    for (let index = 0; index < text.length; index++) out[start + index] = toByte(text.charCodeAt(index));
    this.#at = start + text.length;
  }

  #writeInteger(prefix: number, prefixBits: number, value: number): void {
    const most = (1 << prefixBits) - 1;
    if (value < most) {
      this.#out[this.#at++] = prefix | value;
      return;
    }
    this.#out[this.#at++] = prefix | most;
    let left = value - most;
    for (; left >= 0x80; left >>>= 7) this.#out[this.#at++] = (left & 0x7f) | 0x80;
    this.#out[this.#at++] = left;
  }
}

/** Throws a TypeError where {@link HpackEncoder.encode} would: for fields that are to be sent later. */
export function assertSendable(fields: readonly string[]): void {
  for (const text of fields) assertText(text);
}

function assertText(text: string): void {
  for (let index = 0; index < text.length; index++) toByte(text.charCodeAt(index));
}

/** Latin-1 without what would end a field where a proxy writes it as HTTP/1.1 (RFC 9113 §10.3). */
function toByte(code: number): number {
  if (code > 0xff || code === 0 || code === 10 || code === 13)
    throw new TypeError("a header cannot hold this character");
  return code;
}
