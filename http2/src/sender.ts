import type { Role } from "./connection-options.ts";
import { ConnectionError, errorCodes, StreamError } from "./error-code.ts";
import { flags, frameHeaderBytes, frameTypes, maxWindow, toFrame, writeFrameHeader } from "./frame.ts";
import { HpackEncoder, maxEncodedBytes } from "./hpack/encoder.ts";
import type { Outbox } from "./outbox.ts";
import { applySetting, initialSettings, type PeerSettings, settingBytes } from "./settings.ts";
import type { FieldPairs, Stream } from "./stream.ts";

/**
 * How often a peer may fairly move its windows: for each DATA frame, and for each so many bytes. A window that cuts a
 * frame down to a dribble earns nothing, so that a reader of one byte at a time runs out.
 */
const [updatesPerFrame, bytesPerUpdate, dribbleBytes, mostUpdates] = [4, 1024, 64, 10_000];

const nothing = Buffer.alloc(0);

/** The sending half of a connection: header blocks in order, DATA as far as the peer's windows and socket allow. */
export class Sender {
  readonly #outbox: Outbox;
  readonly #onEnd: (stream: Stream) => void;
  readonly #encoder = new HpackEncoder();
  /** The peer's settings. */
  readonly settings: PeerSettings = { ...initialSettings };
  #window = initialSettings.initialWindowSize;
  /** Streams with something to send that could not be sent; served in turn. */
  readonly #blocked = new Set<Stream>();
  /** WINDOW_UPDATE frames that the peer may still send: some to begin with, and some for all that we send. */
  #fairUpdates = 100;

  /** `onEnd` is called when our side of a stream is done. */
  constructor(outbox: Outbox, onEnd: (stream: Stream) => void) {
    this.#outbox = outbox;
    this.#onEnd = onEnd;
  }

  /** Applies a SETTINGS payload of the peer; answers by how much the windows of open streams change (§6.9.2). */
  takeSettings(bytes: Buffer, { start, end, role }: { start: number; end: number; role: Role }): number {
    const before = this.settings.initialWindowSize;
    // One by one: the encoder has to pass through every table size on the way (RFC 7541 §4.2).
    for (let at = start; at < end; at += settingBytes) {
      applySetting(this.settings, { bytes, at, role });
      this.#encoder.maxTableSize = this.settings.headerTableSize;
    }
    return this.settings.initialWindowSize - before;
  }

  /** Sends a stream's header list, which may be all that it sends. */
  start(stream: Stream, fields: FieldPairs, isEnd: boolean): void {
    this.sendHeaders(stream.id, fields, isEnd);
    if (isEnd) this.#onEnd(stream);
  }

  /** Sends a header list, in as many frames as it needs. Throws a TypeError for a value that no header may have. */
  sendHeaders(id: number, fields: FieldPairs, isEnd: boolean): void {
    const most = maxEncodedBytes(fields);
    if (most > this.settings.maxFrameSize) {
      this.#sendLongHeaders(id, fields, isEnd);
      return;
    }
    const outbox = this.#outbox;
    outbox.reserve(frameHeaderBytes + most);
    const start = outbox.at + frameHeaderBytes;
    const end = this.#encoder.encode(fields, outbox.slab, start);
    const bits = isEnd ? flags.endHeaders | flags.endStream : flags.endHeaders;
    writeFrameHeader(outbox.slab, outbox.at, { type: frameTypes.headers, flags: bits, id, length: end - start });
    outbox.commit(end);
  }

  /**
   * Sends a whole answer as it is, when nothing is in its way: the body fits into one frame and the peer's windows. False
   * when something is.
   */
  sendWhole(stream: Stream, fields: FieldPairs, body: Uint8Array, trailers: FieldPairs | undefined): boolean {
    if (!this.#fits(stream, body.length)) return false;
    this.sendHeaders(stream.id, fields, false);
    this.#sendFrame(stream, body, trailers === undefined);
    this.#earnUpdates(body.length);
    if (trailers) this.sendHeaders(stream.id, trailers, true);
    this.#onEnd(stream);
    return true;
  }

  /** Sends a chunk behind those that wait, as far as it goes; false when something is left. */
  write(stream: Stream, chunk: Uint8Array): boolean {
    if (stream.outgoing.length === 0 && this.#fits(stream, chunk.length)) {
      this.#sendFrame(stream, chunk, false);
      this.#earnUpdates(chunk.length);
      return true;
    }
    stream.outgoing.push(chunk);
    return this.pump(stream);
  }

  /** The peer opened the connection's window. Throws FLOW_CONTROL_ERROR. */
  grow(increment: number): void {
    this.#window += increment;
    if (this.#window > maxWindow) throw new ConnectionError(errorCodes.flowControlError, "connection window overflows");
    this.pumpAll();
  }

  /** The peer opened a stream's window; one that is over is passed over. Throws FLOW_CONTROL_ERROR. */
  growStream(stream: Stream | undefined, increment: number): void {
    if (!stream) return;
    stream.sendWindow += increment;
    if (stream.sendWindow > maxWindow) {
      throw new StreamError(stream.id, errorCodes.flowControlError, "stream window overflows");
    }
    if (stream.outgoing.length > 0 && this.pump(stream)) stream.onDrain?.();
  }

  /** Serves blocked streams in turn, a frame each, until nothing moves. */
  pumpAll(): void {
    for (let hasMoved = true; hasMoved && this.#blocked.size > 0; ) {
      hasMoved = false;
      for (const stream of [...this.#blocked]) {
        // What was sent to the others before it may have ended it, or moved it on.
        if (!this.#blocked.has(stream)) continue;
        if (this.#outbox.isFull || this.#window <= 0) return;
        hasMoved = this.#sendOne(stream) || hasMoved;
        if (this.#settle(stream)) stream.onDrain?.();
      }
    }
  }

  /** Sends what a stream has, as far as it goes; false when something is left. */
  pump(stream: Stream): boolean {
    while (stream.outgoing.length > 0 && !this.#outbox.isFull && this.#sendOne(stream));
    return this.#settle(stream);
  }

  /** Lets go of a stream that is over, and of what it did not send. */
  forget(stream: Stream): void {
    if (this.#blocked.size > 0) this.#blocked.delete(stream);
    stream.outgoing.length = 0;
  }

  /** Counts a WINDOW_UPDATE; false when there are more than what we sent accounts for. */
  takeUpdate(): boolean {
    if (this.#fairUpdates < 1) return false;
    this.#fairUpdates = Math.min(this.#fairUpdates, mostUpdates) - 1;
    return true;
  }

  /** Streams that wait for the peer and have not moved for `timeoutMs`; asked about once a second. */
  findStalled(nowMs: number, timeoutMs: number): Stream[] {
    const stalled: Stream[] = [];
    for (const stream of this.#blocked) {
      if (stream.waitsSinceMs === 0) stream.waitsSinceMs = nowMs;
      else if (nowMs - stream.waitsSinceMs > timeoutMs) stalled.push(stream);
    }
    return stalled;
  }

  /** Ends the stream when all is sent, else remembers it; true when nothing is left to send. */
  #settle(stream: Stream): boolean {
    if (stream.outgoing.length > 0) {
      this.#blocked.add(stream);
      return false;
    }
    this.#blocked.delete(stream);
    if (stream.ending && !stream.isLocalEnded) this.#end(stream, stream.ending.trailers);
    return true;
  }

  #end(stream: Stream, trailers: FieldPairs | undefined): void {
    if (trailers) this.sendHeaders(stream.id, trailers, true);
    else this.#pushData(stream.id, nothing, true);
    this.#onEnd(stream);
  }

  /** Whether so many bytes can go out now, in one frame. */
  #fits({ sendWindow }: Stream, bytes: number): boolean {
    if (bytes > sendWindow || bytes > this.#window || bytes > this.settings.maxFrameSize) return false;
    return !this.#outbox.isFull;
  }

  #sendFrame(stream: Stream, payload: Uint8Array, isEnd: boolean): void {
    this.#window -= payload.length;
    stream.sendWindow -= payload.length;
    this.#pushData(stream.id, payload, isEnd);
  }

  #earnUpdates(bytes: number): void {
    this.#fairUpdates += updatesPerFrame + bytes / bytesPerUpdate;
  }

  /** Sends one DATA frame; false when a window is closed. */
  #sendOne(stream: Stream): boolean {
    const chunk = stream.outgoing[0]!;
    const length = Math.min(chunk.length, this.settings.maxFrameSize, this.#window, stream.sendWindow);
    if (length <= 0) return false;
    stream.waitsSinceMs = 0;
    const isWhole = length === chunk.length;
    if (isWhole) stream.outgoing.shift();
    else stream.outgoing[0] = chunk.subarray(length);
    const isEnd = isWhole && stream.outgoing.length === 0 && stream.ending !== undefined && !stream.ending.trailers;
    this.#sendFrame(stream, isWhole ? chunk : chunk.subarray(0, length), isEnd);
    if (isWhole || length >= dribbleBytes) this.#earnUpdates(length);
    if (isEnd) this.#onEnd(stream);
    return true;
  }

  #sendLongHeaders(id: number, fields: FieldPairs, isEnd: boolean): void {
    const block = Buffer.allocUnsafe(maxEncodedBytes(fields));
    const size = this.#encoder.encode(fields, block, 0);
    const most = this.settings.maxFrameSize;
    for (let at = 0, isFirst = true; isFirst || at < size; at += most, isFirst = false) {
      const length = Math.min(most, size - at);
      const type = isFirst ? frameTypes.headers : frameTypes.continuation;
      const bits = (at + length >= size ? flags.endHeaders : 0) | (isFirst && isEnd ? flags.endStream : 0);
      this.#outbox.push(toFrame(type, bits, id, block.subarray(at, at + length)));
    }
  }

  #pushData(id: number, payload: Uint8Array, isEnd: boolean): void {
    const outbox = this.#outbox;
    outbox.reserve(frameHeaderBytes);
    const frame = { type: frameTypes.data, flags: isEnd ? flags.endStream : 0, id, length: payload.length };
    outbox.commit(writeFrameHeader(outbox.slab, outbox.at, frame));
    if (payload.length > 0) outbox.push(payload);
  }
}
