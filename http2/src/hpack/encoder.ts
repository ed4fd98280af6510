import { DynamicTable } from "./dynamic-table.ts";
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

const staticNames = new Map<string, number>();
const staticFields = new Map<string, Map<string, number>>();
for (let index = staticLength; index >= 1; index--) {
  const [name, value] = [staticTable[index * 2 - 2]!, staticTable[index * 2 - 1]!];
  staticNames.set(name, index);
  const values = staticFields.get(name) ?? new Map<string, number>();
  staticFields.set(name, values.set(value, index));
}

/** Encodes the header blocks of one direction of a connection (RFC 7541 §6). */
export class HpackEncoder {
  #table = new DynamicTable(4096);
  /** Smallest and last size asked for since the last block; told at the start of the next (RFC 7541 §4.2). */
  #smallest = Number.POSITIVE_INFINITY;
  #isResized = false;
  #out = Buffer.allocUnsafeSlow(4096);
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
   * Encodes `fields` (name, value, name, value …; names in lower case, values of Latin-1 characters). The answer is a
   * view that is good until the next call.
   */
  encode(fields: readonly string[]): Buffer {
    this.#at = 0;
    if (this.#isResized) this.#writeResizes();
    for (let index = 0; index < fields.length; index += 2) this.#writeField(fields[index]!, fields[index + 1]!);
    return this.#out.subarray(0, this.#at);
  }

  #writeResizes(): void {
    this.#reserve(16);
    if (this.#smallest < this.#table.maxSize) this.#writeInteger(0x20, 5, this.#smallest);
    this.#writeInteger(0x20, 5, this.#table.maxSize);
    this.#smallest = Number.POSITIVE_INFINITY;
    this.#isResized = false;
  }

  #writeField(name: string, value: string): void {
    this.#reserve(name.length + value.length + 32);
    const isIndexed = indexedNames.has(name);
    const known = staticFields.get(name)?.get(value) ?? (isIndexed ? this.#findInTable(name, value) : undefined);
    if (known !== undefined) {
      this.#writeInteger(0x80, 7, known);
      return;
    }
    const [prefix, bits] = isIndexed ? [0x40, 6] : sensitiveNames.has(name) ? [0x10, 4] : [0x00, 4];
    const nameIndex = staticNames.get(name) ?? 0;
    this.#writeInteger(prefix!, bits!, nameIndex);
    if (nameIndex === 0) this.#writeString(name);
    this.#writeString(value);
    if (isIndexed) this.#table.add(name, value);
  }

  #findInTable(name: string, value: string): number | undefined {
    for (let index = 0; index < this.#table.length; index++) {
      if (this.#table.value(index) === value && this.#table.name(index) === name) return staticLength + 1 + index;
    }
    return undefined;
  }

  #writeString(text: string): void {
    const huffman = huffmanLength(text);
    if (huffman < text.length) {
      this.#writeInteger(0x80, 7, huffman);
      this.#at = encodeHuffman(text, this.#out, this.#at);
      return;
    }
    this.#writeInteger(0, 7, text.length);
    this.#at += this.#out.write(text, this.#at, "latin1");
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

  #reserve(bytes: number): void {
    if (this.#out.length - this.#at >= bytes) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#out.length * 2, this.#at + bytes));
    this.#out.copy(grown, 0, 0, this.#at);
    this.#out = grown;
  }
}
