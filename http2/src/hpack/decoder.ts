import { ConnectionError, errorCodes } from "../error-code.ts";
import { Field } from "../field.ts";
import type { Slice } from "../frame-reader.ts";
import { DynamicTable } from "./dynamic-table.ts";
import { decodeHuffman } from "./huffman.ts";
import { staticLength, staticTable } from "./static-table.ts";

/** Takes the fields of a header list, in order. */
export interface FieldSink {
  add(field: Field): void;
}

const nothing = Buffer.alloc(0);

/** Decodes the header blocks of one direction of a connection (RFC 7541 §3). */
export class HpackDecoder {
  readonly #table: DynamicTable<Field>;
  /** What we told the peer in SETTINGS_HEADER_TABLE_SIZE: the most that it may ask for. */
  readonly #maxTableSize: number;
  #bytes: Buffer = nothing;
  #at = 0;
  #end = 0;
  /** How often the table changed: the same bytes mean the same fields as long as it does not. */
  tableChanges = 0;
  /** Whether the last block held fields that no table had. */
  hadLiterals = false;

  constructor(maxTableSize: number) {
    this.#maxTableSize = maxTableSize;
    this.#table = new DynamicTable(maxTableSize);
  }

  /**
   * Decodes one whole block and answers the size of its list as RFC 9113 §6.5.2 counts it. Beyond `maxListSize` fields
   * are no longer handed out, but the table is kept in step. Throws COMPRESSION_ERROR, which ends the connection.
   */
  decode({ bytes, start, end }: Slice, maxListSize: number, sink: FieldSink): number {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    this.hadLiterals = false;
    this.#readResizes();
    let size = 0;
    while (this.#at < end) {
      const field = this.#readField();
      size += field.size;
      if (size <= maxListSize) sink.add(field);
    }
    this.#bytes = nothing;
    return size;
  }

  /** Table size updates stand at the start of a block only (RFC 7541 §4.2). */
  #readResizes(): void {
    while (this.#at < this.#end && (this.#bytes[this.#at]! & 0xe0) === 0x20) {
      const size = this.#readInteger(5);
      if (size > this.#maxTableSize) throw toError(`table size ${size} is over ${this.#maxTableSize}`);
      this.#table.maxSize = size;
      this.tableChanges++;
    }
  }

  #readField(): Field {
    const first = this.#bytes[this.#at]!;
    if (first & 0x80) return this.#look(this.#readInteger(7));
    if ((first & 0xe0) === 0x20) throw toError("table size update after a field");
    this.hadLiterals = true;
    const isAdded = (first & 0x40) !== 0;
    const nameIndex = this.#readInteger(isAdded ? 6 : 4);
    const namesake = nameIndex === 0 ? undefined : this.#look(nameIndex);
    const name = namesake ? namesake.name : this.#readString();
    const field = new Field(name, this.#readString(), namesake);
    if (!isAdded) return field;
    this.#table.add(field);
    this.tableChanges++;
    return field;
  }

  #look(index: number): Field {
    if (index === 0 || index > staticLength + this.#table.length) throw toError(`no entry ${index}`);
    return index <= staticLength ? staticTable[index - 1]! : this.#table.at(index - staticLength - 1);
  }

  #readString(): string {
    if (this.#at >= this.#end) throw toError("block ends early");
    const isHuffman = (this.#bytes[this.#at]! & 0x80) !== 0;
    const length = this.#readInteger(7);
    const start = this.#at;
    const end = start + length;
    if (end > this.#end) throw toError("string ends behind its block");
    this.#at = end;
    return isHuffman ? decodeHuffman(this.#bytes, start, end) : this.#bytes.toString("latin1", start, end);
  }

  /** An integer with an n-bit prefix (RFC 7541 §5.1); beyond 2²⁸ it can only be an attack. */
  #readInteger(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    let value = this.#bytes[this.#at++]! & most;
    if (value < most) return value;
    for (let shift = 0; shift <= 21; shift += 7) {
      if (this.#at >= this.#end) throw toError("integer ends behind its block");
      const byte = this.#bytes[this.#at++]!;
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw toError("integer is too large");
  }
}

function toError(message: string): ConnectionError {
  return new ConnectionError(errorCodes.compressionError, message);
}
