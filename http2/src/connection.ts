import type { Socket } from "node:net";
import type { ConnectionEvents, ConnectionOptions, Role } from "./connection-options.ts";
import { ConnectionError, type ErrorCode, errorCodes } from "./error-code.ts";
import { frameTypes, maxWindow, toFrame, toGoaway, toNumberFrame } from "./frame.ts";
import type { Limits } from "./limits.ts";
import { Outbox } from "./outbox.ts";
import { readDirectly } from "./read-directly.ts";
import { Receiver } from "./receiver.ts";
import { Sender } from "./sender.ts";
import { settingsAck, toGreeting } from "./settings.ts";
import type { FieldPairs, Stream } from "./stream.ts";
import { StreamTable, type TableOwner } from "./stream-table.ts";

/** A peer that does not answer PING is not waited for when the connection ends. */
const pingTimeoutMs = 1000;
/** Time for the peer to read why its connection was ended, and to close its side. */
const lingerMs = 1000;

/** One HTTP/2 connection (RFC 9113) of either role. */
export class Connection implements TableOwner {
  readonly role: Role;
  readonly socket: Socket;
  readonly limits: Limits;
  /** When the peer was last heard of, by `performance.now()`. */
  lastHeardMs: number = performance.now();
  /** Why the connection was closed, when it was not asked for; streams that were aborted by it find it here. */
  error: Error | undefined = undefined;
  readonly #events: ConnectionEvents;
  readonly #outbox: Outbox;
  /** @internal */
  readonly sender: Sender;
  readonly #streams: StreamTable;
  readonly #receiver: Receiver;
  /** When the first GOAWAY of two went out; 0 before. */
  #announcedMs = 0;
  #isLeaving = false;
  /** The last streams that our GOAWAY and the peer's named: a later one must not name a higher (§6.8). */
  #saidLastId: number | undefined = undefined;
  #heardLastId = maxWindow;
  #isClosed = false;
  /** When our side of the socket ended; 0 before. */
  #endedMs = 0;
  /** When our SETTINGS went out; 0 once they are acknowledged. */
  #settingsSentMs: number = performance.now();

  constructor(socket: Socket, { role, limits, events }: ConnectionOptions) {
    this.role = role;
    this.socket = socket;
    this.limits = limits;
    this.#events = events;
    this.#outbox = new Outbox(socket, () => this.#pump());
    this.sender = new Sender(this.#outbox, (stream) => this.#streams.endLocal(stream));
    this.#streams = new StreamTable(this);
    this.#receiver = new Receiver(this, this.#streams);
    this.#outbox.push(toGreeting(role, limits));
    readDirectly(socket);
    socket.on("data", (chunk: Buffer) => this.receive(chunk));
    socket.on("drain", () => {
      socket.resume();
      this.#pump();
    });
    socket.on("error", (error) => this.#close(error));
    socket.on("end", () => this.#end());
    socket.on("close", () => this.#close(undefined));
  }

  /** Streams that are open. */
  get streamCount(): number {
    return this.#streams.size;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** No new stream is taken: one of the sides said GOAWAY. */
  get isLeaving(): boolean {
    return this.#isLeaving;
  }

  /** Whether {@link request} may be called now (§5.1.1, §5.1.2). */
  get canRequest(): boolean {
    const hasRoom = this.#streams.size < this.sender.settings.maxConcurrentStreams && this.#streams.hasFreeIds;
    return hasRoom && !this.#isLeaving && !this.#isClosed;
  }

  /** @internal */
  get initialSendWindow(): number {
    return this.sender.settings.initialWindowSize;
  }

  /** Opens a stream with a request's header list; a client's side. Throws a TypeError for a value that no header may have. */
  request(fields: FieldPairs, isEnd = false): Stream {
    return this.#streams.openOwn((stream) => stream.sendHeaders(fields, isEnd));
  }

  /** Opens a stream with a whole request, in one write where the peer's windows allow it. Throws like {@link request}. */
  requestWhole(fields: FieldPairs, body: Uint8Array): Stream {
    return this.#streams.openOwn((stream) => stream.respond(fields, body));
  }

  /** Takes bytes off the wire; what the socket reads comes here by itself. */
  receive(chunk: Buffer): void {
    if (this.#isClosed) return;
    this.lastHeardMs = performance.now();
    try {
      this.#receiver.push(chunk);
    } catch (thrown) {
      this.#failOf(thrown);
      return;
    }
    this.#streams.handOut((stream) => this.#events.onStream?.(stream));
    this.#outbox.holdBack(this.limits.maxUnreadBytes);
  }

  /** Asks the peer for a sign of life; {@link lastHeardMs} tells when it came. */
  ping(): void {
    this.#outbox.push(toFrame(frameTypes.ping, 0, 0, Buffer.alloc(8)));
  }

  /**
   * Takes no more streams and closes when the last open one is done. A server says so in two steps (§6.8): the first
   * GOAWAY refuses nothing, so that what is under way to us is still served; the second follows an answered PING.
   */
  goaway(code: ErrorCode = errorCodes.noError): void {
    if (this.#isLeaving || this.#isClosed) return;
    if (this.role === "client" || code !== errorCodes.noError) this.#leave(code);
    else if (this.#announcedMs === 0) {
      this.#announcedMs = performance.now();
      this.#outbox.push(toGoaway(maxWindow, code, ""));
      this.ping();
    }
  }

  /** Ends the connection for a reason of the peer's: GOAWAY, then close (§5.4.1). */
  fail(error: ConnectionError): void {
    if (this.#isClosed) return;
    this.#sayGoaway(error.code, error.message);
    this.#end();
    this.#close(error);
  }

  /** Ends the connection at once; open streams are aborted. */
  destroy(error?: Error): void {
    this.#outbox.flush();
    this.socket.destroy();
    this.#close(error);
  }

  /** Enforces the limits in time; an owner calls it about once a second for all its connections. */
  sweep(nowMs: number): void {
    const { settingsTimeoutMs, headerTimeoutMs, stallTimeoutMs, idleTimeoutMs } = this.limits;
    if (this.#endedMs > 0) {
      if (nowMs - this.#endedMs > (this.#isClosed ? lingerMs : stallTimeoutMs)) this.socket.destroy();
    } else if (this.#settingsSentMs > 0 && nowMs - this.#settingsSentMs > settingsTimeoutMs) {
      this.fail(new ConnectionError(errorCodes.settingsTimeout, "SETTINGS were not acknowledged in time"));
    } else if (nowMs - (this.#receiver.incompleteSinceMs ?? nowMs) > headerTimeoutMs) {
      this.fail(new ConnectionError(errorCodes.enhanceYourCalm, "a header block was not completed in time"));
    } else if (this.#outbox.isStuck(nowMs, stallTimeoutMs)) {
      this.fail(new ConnectionError(errorCodes.enhanceYourCalm, "nothing was read for too long"));
    } else if (this.#announcedMs > 0 && nowMs - this.#announcedMs > pingTimeoutMs) {
      this.takePingAck();
    } else if (this.#streams.size === 0 && nowMs - this.lastHeardMs > idleTimeoutMs) {
      this.goaway();
    } else {
      for (const { id } of this.sender.findStalled(nowMs, stallTimeoutMs)) {
        this.#streams.reset(id, errorCodes.enhanceYourCalm);
      }
    }
  }

  /** @internal */
  credit(stream: Stream, bytes: number): void {
    this.creditConnection(bytes);
    if (stream.isRemoteEnded || stream.isClosed) return;
    const increment = stream.receiveWindow.give(bytes);
    if (increment > 0) this.#outbox.push(toNumberFrame(frameTypes.windowUpdate, stream.id, increment));
  }

  /** @internal */
  creditConnection(bytes: number): void {
    const increment = this.#receiver.window.give(bytes);
    if (increment > 0) this.#outbox.push(toNumberFrame(frameTypes.windowUpdate, 0, increment));
  }

  /** @internal */
  resetStream(stream: Stream, code: ErrorCode): void {
    this.#streams.reset(stream.id, code);
  }

  /** @internal */
  sendReset(id: number, code: ErrorCode): void {
    this.#outbox.push(toNumberFrame(frameTypes.rstStream, id, code));
  }

  /** @internal */
  answerOversize(id: number): void {
    this.sender.sendHeaders(id, [":status", "431"], true);
  }

  /** @internal Answers a control frame. */
  answer(frame: Buffer): void {
    this.#outbox.push(frame);
  }

  /** @internal */
  takePingAck(): void {
    if (this.#announcedMs > 0 && !this.#isLeaving) this.#leave(errorCodes.noError);
  }

  /** @internal */
  takeSettingsAck(): void {
    this.#settingsSentMs = 0;
  }

  /** @internal */
  takeSettings(bytes: Buffer, start: number, end: number): void {
    const growth = this.sender.takeSettings(bytes, { start, end, role: this.role });
    this.#outbox.push(settingsAck);
    if (growth !== 0) {
      this.#streams.growAll(growth);
      this.sender.pumpAll();
    }
    this.#events.onSettings?.();
    this.#events.onRoom?.();
  }

  /** @internal Answers false when there are more such frames than what we sent accounts for. */
  takeWindowUpdate(id: number, increment: number): boolean {
    if (id === 0) this.sender.grow(increment);
    else this.sender.growStream(this.#streams.get(id), increment);
    return this.sender.takeUpdate();
  }

  /** @internal */
  takeGoaway(lastId: number, code: ErrorCode, debug: string): void {
    if (lastId > this.#heardLastId) throw new ConnectionError(errorCodes.protocolError, "GOAWAY takes streams back in");
    this.#heardLastId = lastId;
    this.#isLeaving = true;
    if (this.role === "client") {
      for (const { id } of this.#streams.all()) if (id > lastId) this.#streams.abort(id, errorCodes.refusedStream);
    }
    this.#events.onGoaway?.(code, debug);
    this.#closeWhenDone();
  }

  /** @internal */
  onRemove(stream: Stream): void {
    this.sender.forget(stream);
    this.#closeWhenDone();
    this.#events.onRoom?.();
  }

  #pump(): void {
    try {
      this.sender.pumpAll();
    } catch (thrown) {
      this.#failOf(thrown);
    }
  }

  /** A fault of the engine ends this connection, and nothing else. */
  #failOf(thrown: unknown): void {
    const isKnown = thrown instanceof ConnectionError;
    this.fail(isKnown ? thrown : new ConnectionError(errorCodes.internalError, "internal error", { cause: thrown }));
  }

  #leave(code: ErrorCode): void {
    this.#isLeaving = true;
    this.#sayGoaway(code, "");
    this.#closeWhenDone();
  }

  #closeWhenDone(): void {
    if (!this.#isLeaving || this.#streams.size > 0 || this.#isClosed) return;
    this.#end();
  }

  /** Ends our side of the socket; {@link sweep} does not wait for ever for the peer's. */
  #end(): void {
    this.#endedMs ||= performance.now();
    this.#outbox.flush();
    this.socket.end();
    // It drains no more. One that is closed over unread bytes is reset, and our GOAWAY with it: the rest is read, too.
    this.socket.resume();
  }

  #sayGoaway(code: ErrorCode, debug: string): void {
    this.#saidLastId ??= this.#streams.lastPeerId;
    this.#outbox.push(toGoaway(this.#saidLastId, code, debug));
  }

  #close(error: Error | undefined): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.error = error;
    for (const { id } of this.#streams.all()) this.#streams.abort(id, errorCodes.cancel);
    this.#events.onClose?.(error);
  }
}
