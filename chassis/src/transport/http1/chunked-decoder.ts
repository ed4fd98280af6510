import { brokenBody } from "../transport-faults.ts";
import { lineFeed } from "./characters.ts";

/** Chunk extensions and trailers of one body: nobody here reads them. */
const mostUnreadBytes = 16_384;
/** The size in at most 13 digits (up to 2⁵², after zeros), extensions (RFC 9112 §7.1.1), CRLF. */
const sizeLine =
  /^0{0,16}([0-9A-Fa-f]{1,13})((?:;[!#$%&'*+\-.^_`|~\w]+(?:=(?:[!#$%&'*+\-.^_`|~\w]+|"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"))?)*)\r\n$/;
const trailerLine = /^([!#$%&'*+\-.^_`|~\w]+):[\t\x20-\x7e\x80-\xff]*\r\n$/;
/** They would say anew where the request ends, where it goes, or what comes after it. */
const unfitTrailer = /^(?:connection|content-length|host|transfer-encoding)$/i;

/** What is expected next. */
type State = "size" | "data" | "data end" | "trailers" | "done";

/** Takes a chunked body apart (RFC 9112 §7.1). Trailers are held against the grammar and dropped. */
export class ChunkedDecoder {
  #state: State = "size";
  /** Bytes of the chunk that are yet to come. */
  #left = 0;
  /** The beginning of a line whose end is yet to come. */
  #line = "";
  #unreadBytes = 0;

  get isDone(): boolean {
    return this.#state === "done";
  }

  /**
   * Takes bytes from `start` on and hands out what is in the chunks. Answers where it stopped: at the body's end, or where
   * the bytes end. Throws MALFORMED_REQUEST.
   */
  take(bytes: Buffer, start: number, onData: (data: Buffer) => void): number {
    let at = start;
    while (at < bytes.length && this.#state !== "done") {
      at = this.#state === "data" ? this.#takeData(bytes, at, onData) : this.#takeLine(bytes, at);
    }
    return at;
  }

  #takeData(bytes: Buffer, at: number, onData: (data: Buffer) => void): number {
    const end = Math.min(bytes.length, at + this.#left);
    this.#left -= end - at;
    if (this.#left === 0) this.#state = "data end";
    onData(bytes.subarray(at, end));
    return end;
  }

  #takeLine(bytes: Buffer, at: number): number {
    const found = bytes.indexOf(lineFeed, at);
    const end = found === -1 ? bytes.length : found + 1;
    if (this.#line.length + end - at > mostUnreadBytes) throw brokenBody();
    this.#line += bytes.toString("latin1", at, end);
    if (found === -1) return end;
    const line = this.#line;
    this.#line = "";
    this.#readLine(line);
    return end;
  }

  #readLine(line: string): void {
    if (this.#state === "size") this.#readSize(line);
    else if (this.#state === "trailers") this.#readTrailer(line);
    else if (line === "\r\n") this.#state = "size";
    else throw brokenBody();
  }

  #readSize(line: string): void {
    const [, digits, extensions] = sizeLine.exec(line) ?? [];
    if (digits === undefined || extensions === undefined) throw brokenBody();
    this.#countUnread(extensions.length);
    this.#left = Number.parseInt(digits, 16);
    this.#state = this.#left === 0 ? "trailers" : "data";
  }

  #readTrailer(line: string): void {
    if (line === "\r\n") {
      this.#state = "done";
      return;
    }
    const [, name] = trailerLine.exec(line) ?? [];
    if (name === undefined || unfitTrailer.test(name)) throw brokenBody();
    this.#countUnread(line.length);
  }

  #countUnread(bytes: number): void {
    this.#unreadBytes += bytes;
    if (this.#unreadBytes > mostUnreadBytes) throw brokenBody();
  }
}
