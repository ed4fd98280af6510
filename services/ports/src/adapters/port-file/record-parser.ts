import { isUtf8 } from "node:buffer";
import type { Fault } from "@flotilla/chassis/fault";
import { malformedFile } from "../../domain/faults.ts";
import type { ByteWindow } from "./byte-window.ts";
import { findSyntaxProblem } from "./json-syntax.ts";
import { findInvalidUtf8 } from "./utf8.ts";

/** A stretch of a window, and the line of the file that it starts in. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** Parses stretches of a window, and says exactly where one is broken. */
export class RecordParser {
  readonly #window: ByteWindow;
  /** The window as text with one character per byte, from {@link #textStart} on: decoded once for many records. */
  #text = "";
  #textStart = 0;

  constructor(window: ByteWindow) {
    this.#window = window;
  }

  /** Has to be called when the window has changed. */
  forget(): void {
    this.#text = "";
  }

  /** Parses a stretch that is known to be ASCII, the cheap way: without a decoder call of its own. */
  parseAscii(stretch: Stretch): unknown {
    const { start, end } = stretch;
    if (this.#text === "") {
      this.#text = this.#window.bytes.toString("latin1", start, this.#window.end);
      this.#textStart = start;
    }
    return this.#parse(this.#text.slice(start - this.#textStart, end - this.#textStart), stretch);
  }

  /** Parses any stretch. Throws MALFORMED_FILE, for bytes that are no UTF-8 too. */
  parse(stretch: Stretch): unknown {
    const { start, end } = stretch;
    const bytes = this.#window.bytes.subarray(start, end);
    if (!isUtf8(bytes)) throw this.#fail(stretch, findInvalidUtf8(bytes), "this is not UTF-8");
    return this.#parse(bytes.toString(), stretch);
  }

  /** What is wrong inside an unfinished value, if more is wrong than its missing end. */
  findFault(stretch: Stretch): Fault | undefined {
    const text = this.#window.bytes.toString("latin1", stretch.start, stretch.end);
    const found = findSyntaxProblem(text);
    const isMissingEnd = !found || found.at >= text.length;
    return isMissingEnd ? undefined : this.#fail(stretch, found.at, found.problem);
  }

  #parse(text: string, stretch: Stretch): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      const found = findSyntaxProblem(this.#window.bytes.toString("latin1", stretch.start, stretch.end));
      throw found ? this.#fail(stretch, found.at, found.problem) : cause;
    }
  }

  #fail({ start, line }: Stretch, at: number, problem: string): Fault {
    const newlines = this.#window.bytes.toString("latin1", start, start + at).split("\n").length - 1;
    return malformedFile(problem, { line: line + newlines, offset: this.#window.origin + start + at });
  }
}
