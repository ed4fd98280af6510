import type { Connection } from "./connection.ts";
import { ConnectionError, errorCodes, StreamError } from "./error-code.ts";
import { flags, frameTypes, toFrame } from "./frame.ts";
import { type Frame, FrameReader, type Slice } from "./frame-reader.ts";
import { HeaderBlock } from "./header-block.ts";
import { HeaderList } from "./header-list.ts";
import { HpackDecoder } from "./hpack/decoder.ts";
import { Budget } from "./limits.ts";
import { PrefaceReader } from "./preface.ts";
import { ReceiveWindow } from "./receive-window.ts";
import { RepeatedBlock } from "./repeated-block.ts";
import type { StreamTable } from "./stream-table.ts";

type FrameHandler = (frame: Frame) => void;

/** The receiving half of a connection: takes frames apart, enforces RFC 9113 §5 and §6 and hands on what they say. */
export class Receiver {
  readonly #connection: Connection;
  readonly #streams: StreamTable;
  /** A server's; a client's peer sends none. */
  readonly #preface: PrefaceReader | undefined;
  readonly #reader: FrameReader;
  readonly #decoder = new HpackDecoder(4096);
  readonly #lastBlock = new RepeatedBlock();
  readonly #handlers: readonly FrameHandler[];
  readonly #controls: Budget;
  readonly window: ReceiveWindow;
  #block: HeaderBlock | undefined = undefined;
  #hasSettings = false;

  constructor(connection: Connection, streams: StreamTable) {
    const { limits } = connection;
    this.#connection = connection;
    this.#streams = streams;
    this.#preface = connection.role === "server" ? new PrefaceReader() : undefined;
    this.window = new ReceiveWindow(limits.connectionWindow);
    this.#controls = new Budget(limits.controlBurst, limits.controlsPerSecond);
    this.#reader = new FrameReader(16_384, (frame) => {
      this.#checkOrder(frame.type, frame.id);
      try {
        const handler = this.#handlers[frame.type];
        if (handler) handler.call(this, frame);
        else this.#chargeControl();
      } catch (error) {
        if (!(error instanceof StreamError)) throw error;
        streams.refuse(error);
      }
    });
    this.#handlers = [
      this.#onData,
      this.#onHeaders,
      this.#onPriority,
      this.#onRstStream,
      this.#onSettings,
      this.#onPushPromise,
      this.#onPing,
      this.#onGoaway,
      this.#onWindowUpdate,
      this.#onContinuation,
    ];
  }

  /** Since when a frame or a header block waits for its end; undefined when none does. DATA may take its time. */
  get incompleteSinceMs(): number | undefined {
    return this.#block?.sinceMs ?? this.#reader.heldSinceMs;
  }

  /** Takes bytes off the wire. Throws ConnectionErrors. */
  push(chunk: Buffer): void {
    this.#reader.push(this.#preface ? this.#preface.strip(chunk) : chunk);
  }

  /** SETTINGS come first (§3.4), and nothing comes between HEADERS and its CONTINUATION frames (§6.10). */
  #checkOrder(type: number, id: number): void {
    if (!this.#hasSettings && type !== frameTypes.settings) throw toProtocolError("the first frame must be SETTINGS");
    const isContinued = type === frameTypes.continuation && id === this.#block?.streamId;
    if (this.#block && !isContinued) throw toProtocolError("a header block is not complete");
  }

  #onData(frame: Frame): void {
    const { flags: bits, id, bytes, start, end } = frame;
    if (id === 0) throw toProtocolError("DATA on stream 0");
    const size = end - start;
    if (!this.window.take(size)) throw new ConnectionError(errorCodes.flowControlError, "connection window overrun");
    const isEnd = (bits & flags.endStream) !== 0;
    const [from, to] = unpad(frame);
    if (from === to && !isEnd) this.#chargeControl();
    const stream = this.#streams.findForData(id, size);
    if (!stream) return;
    if (!stream.receiveWindow.take(size)) {
      this.#connection.creditConnection(size);
      throw new StreamError(id, errorCodes.flowControlError, "stream window overrun");
    }
    this.#connection.credit(stream, size - (to - from));
    this.#streams.takeData(stream, bytes.subarray(from, to), isEnd);
  }

  #onHeaders(frame: Frame): void {
    const { flags: bits, id, bytes } = frame;
    if (id === 0) throw toProtocolError("HEADERS on stream 0");
    let [from, to] = unpad(frame);
    let dependsOn = 0;
    if (bits & flags.priority) {
      if (to - from < 5) throw new ConnectionError(errorCodes.frameSizeError, "HEADERS is too short");
      dependsOn = bytes.readUInt32BE(from) & 0x7fffffff;
      from += 5;
    }
    const endsStream = (bits & flags.endStream) !== 0;
    if (bits & flags.endHeaders) {
      frame.start = from;
      frame.end = to;
      this.#takeBlock(id, endsStream, frame);
    } else {
      this.#block = new HeaderBlock(id, endsStream, this.#connection.limits.maxHeaderBlockBytes);
      this.#block.add(bytes, from, to);
    }
    if (dependsOn === id) throw new StreamError(id, errorCodes.protocolError, "a stream depends on itself");
  }

  #onContinuation(frame: Frame): void {
    const { flags: bits, bytes, start, end } = frame;
    const block = this.#block;
    if (!block) throw toProtocolError("CONTINUATION without HEADERS");
    block.add(bytes, start, end);
    if (!(bits & flags.endHeaders)) return;
    this.#block = undefined;
    const joined = block.join();
    this.#takeBlock(block.streamId, block.endsStream, { bytes: joined, start: 0, end: joined.length });
  }

  /** A block is decoded even when its stream is gone, since the table must stay in step (§4.3). */
  #takeBlock(id: number, endsStream: boolean, block: Slice): void {
    const { maxHeaderListSize, maxHeaderBlockBytes } = this.#connection.limits;
    if (block.end - block.start > maxHeaderBlockBytes) {
      throw new ConnectionError(errorCodes.enhanceYourCalm, "header block too large");
    }
    const list = this.#readList(block, maxHeaderListSize);
    this.#streams.takeHeaders({ id, list, endsStream, isOversize: list.size > maxHeaderListSize });
  }

  #readList(block: Slice, maxSize: number): HeaderList {
    const changes = this.#decoder.tableChanges;
    const known = this.#lastBlock.find(block, changes);
    if (known) return known;
    const list = new HeaderList();
    list.size = this.#decoder.decode(block, maxSize, list);
    const mayComeAgain = !this.#decoder.hadLiterals && this.#decoder.tableChanges === changes;
    if (mayComeAgain) this.#lastBlock.keep(block, changes, list);
    return list;
  }

  #onPriority(frame: Frame): void {
    const { id, bytes, start, end } = frame;
    if (id === 0) throw toProtocolError("PRIORITY on stream 0");
    this.#chargeControl();
    if (end - start !== 5) throw new StreamError(id, errorCodes.frameSizeError, "PRIORITY takes 5 bytes");
    const dependsOn = bytes.readUInt32BE(start) & 0x7fffffff;
    if (dependsOn === id) throw new StreamError(id, errorCodes.protocolError, "a stream depends on itself");
  }

  #onRstStream(frame: Frame): void {
    const { id, bytes, start, end } = frame;
    if (end - start !== 4) throw new ConnectionError(errorCodes.frameSizeError, "RST_STREAM takes 4 bytes");
    this.#checkNotIdle(id, "RST_STREAM");
    if (!this.#streams.takeReset(id, bytes.readUInt32BE(start))) this.#chargeControl();
  }

  #onSettings(frame: Frame): void {
    const { flags: bits, id, bytes, start, end } = frame;
    if (id !== 0) throw toProtocolError("SETTINGS on a stream");
    const isAck = (bits & flags.ack) !== 0;
    if (isAck ? end !== start : (end - start) % 6 !== 0) {
      throw new ConnectionError(errorCodes.frameSizeError, "SETTINGS has a wrong size");
    }
    if (!this.#hasSettings && isAck) throw toProtocolError("the first frame must be SETTINGS");
    this.#hasSettings = true;
    this.#chargeControl();
    if (isAck) this.#connection.takeSettingsAck();
    else this.#connection.takeSettings(bytes, start, end);
  }

  #onPushPromise(): void {
    throw toProtocolError("push is not enabled");
  }

  #onPing(frame: Frame): void {
    const { flags: bits, id, bytes, start, end } = frame;
    if (id !== 0) throw toProtocolError("PING on a stream");
    if (end - start !== 8) throw new ConnectionError(errorCodes.frameSizeError, "PING takes 8 bytes");
    this.#chargeControl();
    if (bits & flags.ack) this.#connection.takePingAck();
    else this.#connection.answer(toFrame(frameTypes.ping, flags.ack, 0, bytes.subarray(start, end)));
  }

  #onGoaway(frame: Frame): void {
    const { id, bytes, start, end } = frame;
    if (id !== 0) throw toProtocolError("GOAWAY on a stream");
    if (end - start < 8) throw new ConnectionError(errorCodes.frameSizeError, "GOAWAY takes 8 bytes or more");
    this.#chargeControl();
    const debug = bytes.toString("utf8", start + 8, end);
    this.#connection.takeGoaway(bytes.readUInt32BE(start) & 0x7fffffff, bytes.readUInt32BE(start + 4), debug);
  }

  #onWindowUpdate(frame: Frame): void {
    const { id, bytes, start, end } = frame;
    if (end - start !== 4) throw new ConnectionError(errorCodes.frameSizeError, "WINDOW_UPDATE takes 4 bytes");
    if (id !== 0) this.#checkNotIdle(id, "WINDOW_UPDATE");
    const increment = bytes.readUInt32BE(start) & 0x7fffffff;
    if (increment === 0 && id === 0) throw toProtocolError("WINDOW_UPDATE of 0");
    if (increment === 0) throw new StreamError(id, errorCodes.protocolError, "WINDOW_UPDATE of 0");
    if (!this.#connection.takeWindowUpdate(id, increment)) this.#chargeControl();
  }

  #checkNotIdle(id: number, what: string): void {
    if (id === 0 || this.#streams.isIdle(id)) throw toProtocolError(`${what} on an idle stream`);
  }

  #chargeControl(): void {
    if (this.#controls.take(performance.now())) return;
    throw new ConnectionError(errorCodes.enhanceYourCalm, "too many control frames");
  }
}

/** Where the payload begins and ends once the padding is off (§6.1, §6.2). */
function unpad({ flags: bits, bytes, start, end }: Frame): [number, number] {
  if (!(bits & flags.padded)) return [start, end];
  if (start === end) throw new ConnectionError(errorCodes.frameSizeError, "no room for the padding's length");
  const padding = bytes[start]!;
  if (padding >= end - start) throw toProtocolError("more padding than payload");
  return [start + 1, end - padding];
}

function toProtocolError(message: string): ConnectionError {
  return new ConnectionError(errorCodes.protocolError, message);
}
