import { type ErrorCode, errorCodes, StreamError } from "./error-code.ts";
import type { HeaderList } from "./header-list.ts";
import { assertSendable } from "./hpack/encoder.ts";
import { ReceiveWindow } from "./receive-window.ts";
import type { Sender } from "./sender.ts";

/** Header fields to send: name, value, name, value …; names in lower case, pseudo-fields first. */
export type FieldPairs = readonly string[];

/** So many unread pieces below that size become one: a Buffer takes a hundred times what a byte does. */
const [mostCrumbs, crumbBytes] = [16, 512];

/** What a stream needs of its connection. */
export interface StreamOwner {
  readonly sender: Sender;
  /** Lets the peer send as many bytes again. */
  credit(stream: Stream, bytes: number): void;
  /** Lets the peer send as many bytes again on other streams. */
  creditConnection(bytes: number): void;
  resetStream(stream: Stream, code: ErrorCode): void;
}

/**
 * One stream of a connection (RFC 9113 §5.1): what the peer sends is pulled with {@link read}; what we send waits here
 * until the peer's windows allow it.
 */
export class Stream {
  readonly id: number;
  readonly #owner: StreamOwner;
  /** The request's list on a server; the response's on a client, once it came. */
  headers: HeaderList | undefined = undefined;
  /** The peer's trailers, if it sent any. */
  trailers: HeaderList | undefined = undefined;
  /** Called on a client when the response's list has come. */
  onHeaders: (() => void) | undefined = undefined;
  /** Called when there is something new to {@link read}, the peer has ended its side, or the stream was aborted. */
  onReadable: (() => void) | undefined = undefined;
  /** Called when all that was written has gone out, after {@link write} answered false, or the stream was aborted. */
  onDrain: (() => void) | undefined = undefined;
  /** Called once when the stream is over before both sides were done. */
  onAbort: ((code: ErrorCode) => void) | undefined = undefined;
  /** The peer has sent its last byte. */
  isRemoteEnded = false;
  /** Our last byte has gone out. */
  isLocalEnded = false;
  /** Both sides are done, or the stream was aborted. */
  isClosed = false;
  /** The stream was reset by either side, or its connection was lost, before both sides were done. */
  isAborted = false;
  /** @internal Nobody reads any more. */
  isBodyLeft = false;
  /** @internal Its place in the table. */
  tableIndex = -1;
  /** @internal Since when it waits for the peer without having moved, as {@link Connection.sweep} saw it; 0 when it does not. */
  waitsSinceMs = 0;
  /** @internal How much the peer lets us send. */
  sendWindow: number;
  /** @internal */
  readonly receiveWindow: ReceiveWindow;
  /** @internal Written, not yet sent. */
  readonly outgoing: Uint8Array[] = [];
  /** @internal How to end once {@link outgoing} is sent. */
  ending: { trailers: FieldPairs | undefined } | undefined = undefined;
  /** Bytes of the body that `content-length` still promises; negative when it promises nothing. */
  #promised = -1;
  #incoming: Buffer[] = [];
  #unread = 0;
  /** Small pieces at the end of #incoming. */
  #crumbs = 0;

  constructor(owner: StreamOwner, id: number, sendWindow: number, receiveWindow: number) {
    this.#owner = owner;
    this.id = id;
    this.sendWindow = sendWindow;
    this.receiveWindow = new ReceiveWindow(receiveWindow);
  }

  /** Takes all that has come so far, as one buffer, and lets the peer send as much again; undefined when nothing has. */
  read(): Buffer | undefined {
    if (this.#unread === 0) return undefined;
    const bytes = this.#incoming.length === 1 ? this.#incoming[0]! : Buffer.concat(this.#incoming, this.#unread);
    this.drop();
    this.#owner.credit(this, bytes.length);
    return bytes;
  }

  /** Sends a header list: a request, a response or an informational one. */
  sendHeaders(fields: FieldPairs, isEnd = false): void {
    if (!this.isClosed && !this.isLocalEnded) this.#owner.sender.start(this, fields, isEnd);
  }

  /** Sends a chunk; false while the peer is slower than we are: {@link onDrain} says when it caught up. */
  write(chunk: Uint8Array): boolean {
    if (this.isClosed || this.isLocalEnded || this.ending) return true;
    return chunk.length === 0 || this.#owner.sender.write(this, chunk);
  }

  /** Ends our side, with trailers if there are any. Throws a TypeError for a value that no header may have. */
  end(trailers?: FieldPairs): void {
    if (this.isClosed || this.isLocalEnded || this.ending) return;
    // Behind what waits for the peer they are sent when nobody is there to be told.
    if (trailers && this.outgoing.length > 0) assertSendable(trailers);
    this.ending = { trailers };
    this.#owner.sender.pump(this);
  }

  /**
   * Sends our side whole: a header list, a body if there is one, trailers if there are any, in one write where the peer's
   * windows allow it.
   */
  respond(fields: FieldPairs, body?: Uint8Array, trailers?: FieldPairs): void {
    if (this.isClosed || this.isLocalEnded || this.ending) return;
    if (body === undefined || body.length === 0) {
      this.sendHeaders(fields, trailers === undefined);
      if (trailers) this.end(trailers);
    } else if (!this.#owner.sender.sendWhole(this, fields, body, trailers)) {
      this.sendHeaders(fields);
      this.outgoing.push(body);
      this.end(trailers);
    }
  }

  /**
   * Reads no more: what has come and what still comes is dropped. Once our side has ended, a peer that has not is asked
   * to stop by RST_STREAM with NO_ERROR (RFC 9113 §8.1).
   */
  leaveBody(): void {
    this.isBodyLeft = true;
    this.#owner.creditConnection(this.drop());
    if (this.isLocalEnded && !this.isClosed) this.reset(errorCodes.noError);
  }

  /** Ends both sides at once with RST_STREAM; {@link onAbort} is not called. */
  reset(code: ErrorCode = errorCodes.cancel): void {
    if (this.isClosed) return;
    this.onAbort = undefined;
    this.#owner.resetStream(this, code);
  }

  /** @internal Takes a DATA payload, which belongs to nobody else. */
  take(bytes: Buffer): void {
    this.#incoming.push(bytes);
    this.#unread += bytes.length;
    this.#crumbs = bytes.length < crumbBytes ? this.#crumbs + 1 : 0;
    if (this.#crumbs < mostCrumbs) return;
    this.#incoming.push(Buffer.concat(this.#incoming.splice(-mostCrumbs)));
    this.#crumbs = 0;
  }

  /** @internal Forgets what was not read; answers how many bytes that were. */
  drop(): number {
    const dropped = this.#unread;
    this.#incoming = [];
    this.#unread = 0;
    this.#crumbs = 0;
    return dropped;
  }

  /** @internal Takes note of `content-length` (RFC 9113 §8.1.1). */
  promise(length: string | string[] | undefined): void {
    if (length === undefined) return;
    this.#promised = typeof length === "string" && /^\d{1,15}$/.test(length) ? Number(length) : Number.NaN;
  }

  /** @internal Holds the body against its promise. Throws PROTOCOL_ERROR. */
  expect(bytes: number, isEnd: boolean): void {
    if (this.#promised === -1) return;
    this.#promised -= bytes;
    const isKept = isEnd ? this.#promised === 0 : this.#promised >= 0;
    if (!isKept)
      throw new StreamError(this.id, errorCodes.protocolError, "the body is not as long as content-length says");
  }
}
