import type { Role } from "./connection-options.ts";
import { ConnectionError, type ErrorCode, errorCodes, StreamError } from "./error-code.ts";
import { maxWindow } from "./frame.ts";
import type { HeaderList } from "./header-list.ts";
import { Budget, type Limits } from "./limits.ts";
import { Stream, type StreamOwner } from "./stream.ts";

/** A decoded header list with what its frames said. */
export interface ReceivedHeaders {
  readonly id: number;
  readonly list: HeaderList;
  readonly endsStream: boolean;
  readonly isOversize: boolean;
}

/** What a table needs of its connection. */
export interface TableOwner extends StreamOwner {
  readonly role: Role;
  readonly limits: Limits;
  /** The peer's window for a new stream. */
  readonly initialSendWindow: number;
  readonly isLeaving: boolean;
  sendReset(id: number, code: ErrorCode): void;
  answerOversize(id: number): void;
  /** A stream is gone. */
  onRemove(stream: Stream): void;
}

/** The streams of a connection and the rules of their states (RFC 9113 §5.1). */
export class StreamTable {
  readonly #owner: TableOwner;
  /**
   * In no order, looked through from the end: few are open at once, at most MAX_CONCURRENT_STREAMS, and the newest are
   * asked for most. A Map under such churn leaves a chain of tables that V8's young collections cannot free.
   */
  readonly #open: Stream[] = [];
  /** Streams that we reset lately, as many as may be open: what the peer had under way for them is no mistake of its own. */
  readonly #lateResets = new Set<number>();
  readonly #resets: Budget;
  /** Opened by the chunk at hand; handed out at its end, when their bodies have often come too. */
  #fresh: Stream[] = [];
  #nextId = 1;
  /** The highest stream that the peer opened. */
  lastPeerId = 0;

  constructor(owner: TableOwner) {
    this.#owner = owner;
    this.#resets = new Budget(owner.limits.resetBurst, owner.limits.resetsPerSecond);
  }

  get size(): number {
    return this.#open.length;
  }

  get hasFreeIds(): boolean {
    return this.#nextId < maxWindow;
  }

  all(): Stream[] {
    return [...this.#open];
  }

  get(id: number): Stream | undefined {
    for (let index = this.#open.length - 1; index >= 0; index--) {
      if (this.#open[index]!.id === id) return this.#open[index];
    }
    return undefined;
  }

  /** Whether the stream was never opened. */
  isIdle(id: number): boolean {
    const isPeers = (id & 1) === (this.#owner.role === "server" ? 1 : 0);
    return isPeers ? id > this.lastPeerId : id >= this.#nextId;
  }

  /** Opens the next stream of ours by what `send` sends on it; when that throws, there is no stream. */
  openOwn(send: (stream: Stream) => void): Stream {
    const stream = this.#add(this.#nextId);
    this.#nextId += 2;
    try {
      send(stream);
    } catch (error) {
      this.#remove(stream);
      throw error;
    }
    return stream;
  }

  /** Hands out the streams that the last chunk opened and that are still there. */
  handOut(take: (stream: Stream) => void): void {
    if (this.#fresh.length === 0) return;
    const fresh = this.#fresh;
    this.#fresh = [];
    for (const stream of fresh) if (!stream.isClosed) take(stream);
  }

  /** The stream that a DATA frame belongs to; undefined when its bytes are to be dropped. */
  findForData(id: number, size: number): Stream | undefined {
    const stream = this.get(id);
    if (stream && !stream.isRemoteEnded) return stream;
    if (this.isIdle(id)) throw new ConnectionError(errorCodes.protocolError, "DATA on an idle stream");
    this.#owner.creditConnection(size);
    if (this.#lateResets.has(id) || (!stream && this.#owner.role === "client")) return undefined;
    throw new StreamError(id, errorCodes.streamClosed, "DATA on a closed stream");
  }

  takeData(stream: Stream, bytes: Buffer, isEnd: boolean): void {
    if (this.#owner.role === "client" && !stream.headers) {
      this.#owner.creditConnection(bytes.length);
      throw new StreamError(stream.id, errorCodes.protocolError, "DATA before the response's header list");
    }
    if (stream.isBodyLeft) this.#owner.creditConnection(bytes.length);
    else if (bytes.length > 0) stream.take(bytes);
    stream.expect(bytes.length, isEnd);
    if (isEnd) this.#endRemote(stream);
    else stream.onReadable?.();
  }

  takeHeaders(received: ReceivedHeaders): void {
    const { id } = received;
    const stream = this.get(id);
    if (stream) {
      this.#takeMoreHeaders(stream, received);
      return;
    }
    if (this.#owner.role === "server" && (id & 1) === 1 && id > this.lastPeerId) {
      this.#takeRequest(received);
      return;
    }
    if (this.isIdle(id) || (this.#owner.role === "server" && (id & 1) === 0)) {
      throw new ConnectionError(errorCodes.protocolError, "HEADERS on a stream of the wrong side");
    }
    if (this.#lateResets.has(id) || this.#owner.role === "client") return;
    throw new ConnectionError(errorCodes.streamClosed, "HEADERS on a closed stream");
  }

  /**
   * Costs the peer a reset when it leaves an answer behind that we are at work on: the rapid reset. Answers false when a
   * client resets what is over already, other than by our own reset, which its own may have crossed.
   */
  takeReset(id: number, code: ErrorCode): boolean {
    const isServer = this.#owner.role === "server";
    const stream = this.get(id);
    if (!stream) return this.#lateResets.delete(id) || !isServer;
    if (isServer && !stream.isLocalEnded) this.#chargeReset();
    this.abort(id, code);
    return true;
  }

  /** The peer's INITIAL_WINDOW_SIZE changed (§6.9.2). */
  growAll(change: number): void {
    for (const stream of this.#open) {
      stream.sendWindow += change;
      if (stream.sendWindow > maxWindow) throw new ConnectionError(errorCodes.flowControlError, "window overflows");
    }
  }

  /** Resets a stream for the peer's mistake; too many are a flood. One that was never opened cannot be reset (§6.4). */
  refuse({ streamId, code, message }: StreamError): void {
    if (this.isIdle(streamId)) throw new ConnectionError(code, message);
    this.#chargeReset();
    this.reset(streamId, code);
  }

  /** Resets a stream of either side. */
  reset(id: number, code: ErrorCode): void {
    this.#owner.sendReset(id, code);
    this.#lateResets.add(id);
    if (this.#lateResets.size > this.#owner.limits.maxConcurrentStreams)
      this.#lateResets.delete(this.#lateResets.values().next().value!);
    const stream = this.get(id);
    if (stream) this.#owner.creditConnection(stream.drop());
    this.abort(id, code);
  }

  /** The stream is over before it was done. */
  abort(id: number, code: ErrorCode): void {
    const stream = this.get(id);
    if (!stream) return;
    stream.isAborted = true;
    this.#remove(stream);
    // A client may still read what came before: behind a whole answer the reset says only that no more is read (§8.1).
    if (this.#owner.role === "server") this.#owner.creditConnection(stream.drop());
    stream.onAbort?.(code);
    stream.onReadable?.();
    stream.onDrain?.();
  }

  /** Our side of the stream is done. */
  endLocal(stream: Stream): void {
    stream.isLocalEnded = true;
    if (stream.isRemoteEnded) this.#remove(stream);
    else if (stream.isBodyLeft) this.reset(stream.id, errorCodes.noError);
  }

  #add(id: number): Stream {
    const stream = new Stream(this.#owner, id, this.#owner.initialSendWindow, this.#owner.limits.streamWindow);
    stream.tableIndex = this.#open.push(stream) - 1;
    return stream;
  }

  #takeRequest({ id, list, endsStream, isOversize }: ReceivedHeaders): void {
    this.lastPeerId = id;
    if (this.#owner.isLeaving) {
      this.reset(id, errorCodes.refusedStream);
      return;
    }
    if (this.#open.length >= this.#owner.limits.maxConcurrentStreams) {
      throw new StreamError(id, errorCodes.refusedStream, "too many streams");
    }
    if (isOversize) {
      this.#refuseOversize(id, endsStream);
      return;
    }
    const flaw = list.findRequestFlaw();
    if (flaw) throw new StreamError(id, errorCodes.protocolError, flaw);
    const stream = this.#add(id);
    stream.headers = list;
    stream.promise(list.fields["content-length"]);
    if (endsStream) stream.expect(0, true);
    stream.isRemoteEnded = endsStream;
    this.#fresh.push(stream);
  }

  /** A request whose fields are too large gets an answer (RFC 6585 §5), and is told to keep its body (§8.1). */
  #refuseOversize(id: number, endsStream: boolean): void {
    this.#chargeReset();
    this.#owner.answerOversize(id);
    if (!endsStream) this.reset(id, errorCodes.noError);
  }

  #takeMoreHeaders(stream: Stream, { id, list, endsStream, isOversize }: ReceivedHeaders): void {
    if (stream.isRemoteEnded) throw new StreamError(id, errorCodes.streamClosed, "HEADERS on a closed stream");
    if (isOversize) throw new StreamError(id, errorCodes.enhanceYourCalm, "header list too large");
    const isResponse = this.#owner.role === "client" && !stream.headers;
    const flaw = isResponse ? list.findResponseFlaw() : list.findTrailersFlaw(endsStream);
    if (flaw) throw new StreamError(id, errorCodes.protocolError, flaw);
    if (isResponse) {
      this.#takeResponse(stream, list, endsStream);
      return;
    }
    stream.expect(0, true);
    stream.trailers = list;
    this.#endRemote(stream);
  }

  /** Informational responses (1xx) are passed over; they never end a stream (RFC 9113 §8.1). */
  #takeResponse(stream: Stream, list: HeaderList, endsStream: boolean): void {
    if (list.status!.startsWith("1")) {
      if (endsStream) throw new StreamError(stream.id, errorCodes.protocolError, "1xx ends the stream");
      this.#chargeReset();
      return;
    }
    stream.headers = list;
    stream.onHeaders?.();
    if (endsStream) this.#endRemote(stream);
  }

  #endRemote(stream: Stream): void {
    stream.isRemoteEnded = true;
    stream.onReadable?.();
    if (stream.isLocalEnded) this.#remove(stream);
  }

  #remove(stream: Stream): void {
    if (stream.isClosed) return;
    stream.isClosed = true;
    const last = this.#open.pop()!;
    if (last !== stream) {
      this.#open[stream.tableIndex] = last;
      last.tableIndex = stream.tableIndex;
    }
    this.#owner.onRemove(stream);
  }

  #chargeReset(): void {
    if (this.#resets.take(performance.now())) return;
    throw new ConnectionError(errorCodes.enhanceYourCalm, "too many streams were reset");
  }
}
