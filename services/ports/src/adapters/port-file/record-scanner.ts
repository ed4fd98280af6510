import { malformedFile, recordTooLarge } from "../../domain/faults.ts";
import { isUnloc } from "../../domain/port.ts";
import type { FileFormat } from "../../domain/port-file.ts";
import { ByteWindow } from "./byte-window.ts";
import { sign } from "./bytes.ts";
import { show } from "./json-syntax.ts";
import { RecordParser } from "./record-parser.ts";

/** Most bytes of one record, its key included. */
export const maxRecordBytes = 1024 * 1024;

/** Is told of every record: its key (undefined for a line), its parsed value, and where it starts. */
export type RecordSink = (key: string | undefined, value: unknown, line: number, offset: number) => void;

const { tab, lineFeed, carriageReturn, blank, quote, comma, colon } = sign;
const { openBracket, backslash, openBrace, closeBrace, braceBit } = sign;

/** What the next bytes are, or should be. */
type State =
  | "mark"
  | "root"
  | "first key"
  | "key"
  | "in key"
  | "colon"
  | "value"
  | "in value"
  | "scalar"
  | "next"
  | "end"
  | "line";

/** What to say when another byte stands there. */
const wanted = {
  root: 'expected "{"',
  "first key": 'expected a key in double quotes or "}"',
  key: "expected a key in double quotes",
  colon: 'expected ":" behind a key',
  value: "expected a value",
  next: 'expected "," or "}" behind a record',
  end: "expected nothing behind the last brace",
};

/**
 * Cuts a byte stream into records and parses each with `JSON.parse`. To find where a record ends takes no more than
 * strings and the depth of brackets, so one tight loop over the bytes does it; the engine's parser does the rest and
 * checks the grammar inside. Chunks may end anywhere: all state is kept between two of them. Throws MALFORMED_FILE and
 * RECORD_TOO_LARGE.
 */
export class RecordScanner {
  readonly #sink: RecordSink;
  readonly #window = new ByteWindow();
  readonly #parser = new RecordParser(this.#window);
  #format: FileFormat | undefined;
  #state: State = "mark";
  /** Next byte to look at; one behind the end when a backslash was the last one. */
  #at = 0;
  #line = 1;
  #depth = 0;
  #isInString = false;
  /** The opening brace, as long as the format is not known; then undefined. */
  #root: { readonly at: number; readonly line: number } | undefined;
  /** Where the record starts (its key or its line), and its value. */
  #start = 0;
  #startLine = 1;
  #valueStart = 0;
  #valueLine = 1;
  /** All bytes of the value, or-ed: below 0x80 when it is ASCII. */
  #bits = 0;
  #key = "";

  constructor(sink: RecordSink, format?: FileFormat) {
    this.#sink = sink;
    this.#format = format;
  }

  /** Takes the next bytes and tells the sink of every record that is complete now. */
  push(chunk: Uint8Array): void {
    const moved = this.#window.append(chunk, this.#root?.at ?? this.#start);
    this.#parser.forget();
    this.#at -= moved;
    this.#start -= moved;
    this.#valueStart -= moved;
    if (this.#root) this.#root = { at: this.#root.at - moved, line: this.#root.line };
    while (this.#at < this.#window.end && this.#step()) {}
    if (this.#isTooLong(this.#window.end)) throw this.#failInside() ?? this.#failTooLong();
  }

  /** Says that there are no more bytes. */
  end(): void {
    if (this.#state === "line" || this.#state === "scalar") this.#finish();
    if (this.#state === "end" || this.#state === "line") return;
    const failure = this.#failInside();
    if (failure) throw failure;
    this.#at = this.#window.end;
    const isEmpty = this.#state === "mark" || this.#state === "root";
    const isInside = this.#state === "in value" || this.#state === "in key";
    const record = isInside ? `inside the record that starts at line ${this.#startLine}` : "before its closing brace";
    throw this.#fail(isEmpty ? "the file is empty" : `the file ends ${record}`);
  }

  /** Does what the state asks for; false when more bytes are needed. */
  #step(): boolean {
    switch (this.#state) {
      case "mark":
        return this.#skipByteOrderMark();
      case "in key":
        return this.#skipNested() && this.#finishKey();
      case "in value":
        return this.#skipNested() && this.#finish();
      case "scalar":
        return this.#skipScalar() && this.#finish();
      case "line":
        return this.#skipLine() && this.#finish();
      default:
        return this.#skipSpace() && this.#take(this.#window.bytes[this.#at]!);
    }
  }

  /** The first three bytes may be a UTF-8 byte order mark. */
  #skipByteOrderMark(): boolean {
    const { bytes, end } = this.#window;
    const isMark = bytes[0] === 0xef;
    if (isMark && end < 3) return false;
    if (isMark && bytes[1] === 0xbb && bytes[2] === 0xbf) this.#at = 3;
    this.#start = this.#at;
    this.#state = this.#format === "lines" ? "line" : "root";
    return true;
  }

  #skipSpace(): boolean {
    const { bytes, end } = this.#window;
    let at = this.#at;
    for (; at < end; at++) {
      const byte = bytes[at]!;
      if (byte === lineFeed) this.#line++;
      else if (byte !== blank && byte !== carriageReturn && byte !== tab) break;
    }
    this.#at = at;
    if (this.#state !== "colon" && this.#state !== "value") this.#start = at;
    return at < end;
  }

  /** Takes one byte of the frame around the records. */
  #take(byte: number): boolean {
    const at = this.#at;
    const state = this.#state as keyof typeof wanted;
    if (state === "value") return this.#startValue(byte);
    if (byte === quote && (state === "key" || state === "first key")) {
      this.#start = at;
      this.#startLine = this.#line;
      this.#isInString = true;
      return this.#move("in key");
    }
    if (byte === closeBrace && (state === "next" || state === "first key")) return this.#move("end");
    if (byte === comma && state === "next") return this.#move("key");
    if (byte === colon && state === "colon") return this.#move("value");
    if (byte !== openBrace || state !== "root") throw this.#fail(`${wanted[state]}, not ${toText(byte)}`);
    if (!this.#format) this.#root = { at, line: this.#line };
    return this.#move("first key");
  }

  #move(state: State): true {
    this.#at++;
    this.#state = state;
    return true;
  }

  /** The first value tells the formats apart: under a UN/LOCODE, or an object, it is a record of the one object. */
  #startValue(byte: number): boolean {
    if (this.#root) {
      const { at, line } = this.#root;
      this.#root = undefined;
      if (!isUnloc(this.#key) && byte !== openBrace) return this.#startLines(at, line);
    }
    if (byte === comma || byte === closeBrace) throw this.#fail(`${wanted.value}, not ${toText(byte)}`);
    this.#valueStart = this.#at;
    this.#valueLine = this.#line;
    const isNested = byte === openBrace || byte === openBracket;
    this.#depth = isNested ? 1 : 0;
    this.#bits = 0;
    this.#isInString = byte === quote;
    return this.#move(isNested || byte === quote ? "in value" : "scalar");
  }

  #startLines(at: number, line: number): true {
    this.#at = at;
    this.#start = at;
    this.#line = line;
    this.#state = "line";
    return true;
  }

  /** The hot loop: goes to the end of the string, object or array that has begun. */
  #skipNested(): boolean {
    const { bytes, end } = this.#window;
    let at = this.#at;
    let depth = this.#depth;
    let isInString = this.#isInString;
    let bits = 0;
    let isDone = false;
    while (at < end && !isDone) {
      while (isInString && at < end) {
        const byte = bytes[at++]!;
        bits |= byte;
        if (byte === quote) isInString = false;
        else if (byte === backslash) at++;
      }
      isDone = depth === 0 && !isInString;
      while (!isInString && !isDone && at < end) {
        const byte = bytes[at++]!;
        if (byte === quote) isInString = true;
        else if (byte === lineFeed) this.#line++;
        else if ((byte | braceBit) === openBrace) depth++;
        else if ((byte | braceBit) === closeBrace) isDone = --depth === 0;
      }
    }
    this.#at = at;
    this.#depth = depth;
    this.#bits |= bits;
    this.#isInString = isInString;
    return isDone;
  }

  #skipScalar(): boolean {
    const { bytes, end } = this.#window;
    for (; this.#at < end; this.#at++) {
      const byte = bytes[this.#at]!;
      if (byte === comma || byte === closeBrace || byte <= blank) return true;
    }
    return false;
  }

  #skipLine(): boolean {
    const { bytes, end } = this.#window;
    const found = bytes.indexOf(lineFeed, this.#at);
    const isFound = found >= 0 && found < end;
    this.#at = isFound ? found : end;
    return isFound;
  }

  #finishKey(): true {
    const key = this.#window.bytes.toString("latin1", this.#start + 1, this.#at - 1);
    const stretch = { start: this.#start, end: this.#at, line: this.#startLine };
    this.#key = isUnloc(key) ? key : String(this.#parser.parse(stretch));
    this.#state = "colon";
    return true;
  }

  /** A value or a line is complete. */
  #finish(): true {
    const end = Math.min(this.#at, this.#window.end);
    if (this.#isTooLong(end)) throw this.#failTooLong();
    if (this.#state === "line") return this.#finishLine(end);
    const stretch = { start: this.#valueStart, end, line: this.#valueLine };
    const isAscii = this.#state === "in value" && this.#bits < 0x80;
    const value = isAscii ? this.#parser.parseAscii(stretch) : this.#parser.parse(stretch);
    this.#sink(this.#key, value, this.#startLine, this.#window.origin + this.#start);
    this.#start = end;
    this.#state = "next";
    return true;
  }

  #finishLine(end: number): true {
    const { bytes, origin } = this.#window;
    let start = this.#start;
    while (start < end && bytes[start]! <= blank) start++;
    const line = this.#line++;
    if (start < end) this.#sink(undefined, this.#parser.parse({ start, end, line }), line, origin + start);
    this.#at = end + 1;
    this.#start = end + 1;
    return true;
  }

  /** What is wrong inside the unfinished value, if more is wrong than its missing end. */
  #failInside() {
    if (this.#state !== "in value") return undefined;
    return this.#parser.findFault({ start: this.#valueStart, end: this.#window.end, line: this.#valueLine });
  }

  #isTooLong(end: number): boolean {
    return end - this.#start > maxRecordBytes;
  }

  #failTooLong() {
    const line = this.#state === "line" ? this.#line : this.#startLine;
    return recordTooLarge(maxRecordBytes, { line, offset: this.#window.origin + this.#start });
  }

  #fail(problem: string) {
    return malformedFile(problem, { line: this.#line, offset: this.#window.origin + this.#at });
  }
}

function toText(byte: number): string {
  return show(String.fromCharCode(byte));
}
