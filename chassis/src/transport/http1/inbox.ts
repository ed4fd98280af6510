import { headersTooLarge, malformedRequest } from "../http1-faults.ts";
import { carriageReturn, lineFeed, valueCharacters } from "./characters.ts";
import { parseHead, type RequestHead } from "./head.ts";
import type { Http1Body } from "./http1-body.ts";

const nothing = Buffer.alloc(0);
const headEnd = Buffer.from("\r\n\r\n");

/** Bytes of a connection that were not read yet. Heads and bodies are cut out of what the socket read, without copying. */
export class Inbox {
  readonly #maxHeaderBytes: number;
  #bytes: Buffer = nothing;
  /** Where the next head or piece of a body begins. */
  #at = 0;
  /** Up to here a head was looked over that is not complete. */
  #scanned = 0;

  constructor(maxHeaderBytes: number) {
    this.#maxHeaderBytes = maxHeaderBytes;
  }

  get isEmpty(): boolean {
    return this.#at === this.#bytes.length;
  }

  push(chunk: Buffer): void {
    this.#bytes = this.isEmpty ? chunk : Buffer.concat([this.#bytes.subarray(this.#at), chunk]);
    this.#scanned = Math.max(0, this.#scanned - this.#at);
    this.#at = 0;
  }

  /** The next request's head; undefined while it is not complete. Throws MALFORMED_REQUEST, HEADERS_TOO_LARGE. */
  readHead(): RequestHead | undefined {
    this.#skipEmptyLines();
    const start = this.#at;
    const end = this.#bytes.indexOf(headEnd, Math.max(start, this.#scanned - headEnd.length + 1));
    const next = end === -1 ? this.#bytes.length : end + headEnd.length;
    if (next - start > this.#maxHeaderBytes) throw headersTooLarge();
    if (end === -1) {
      assertPlausible(this.#bytes, Math.max(start, this.#scanned));
      this.#scanned = next;
      return undefined;
    }
    const head = parseHead(this.#bytes, start, end + 2);
    this.#goTo(next);
    return head;
  }

  /** Gives a body what is there of it. Throws MALFORMED_REQUEST. */
  fill(body: Http1Body): void {
    this.#goTo(body.take(this.#bytes, this.#at));
  }

  clear(): void {
    this.#bytes = nothing;
    this.#at = 0;
    this.#scanned = 0;
  }

  /** What was read to its end is let go: idle connections hold no memory for it. */
  #goTo(next: number): void {
    if (next === this.#bytes.length) this.clear();
    else this.#at = next;
  }

  /** Before a request line they mean nothing (RFC 9112 §2.2). */
  #skipEmptyLines(): void {
    while (this.#bytes[this.#at] === carriageReturn && this.#bytes[this.#at + 1] === lineFeed) this.#at += 2;
  }
}

/** What can never become a head is refused before all of it has come: bytes of another protocol, lines without CR. */
function assertPlausible(bytes: Buffer, start: number): void {
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (valueCharacters[byte] !== 0) continue;
    const isLineEnd = byte === carriageReturn && (at + 1 === bytes.length || bytes[at + 1] === lineFeed);
    if (!isLineEnd && (byte !== lineFeed || bytes[at - 1] !== carriageReturn)) throw malformedRequest();
  }
}
