import type { Socket } from "node:net";

const slabBytes = 16_384;
/** Payloads up to this size are copied between their neighbours; a larger one is handed to the socket as it is. */
const copiedBytes = 4096;
/** With so much to send in one turn nothing is gained by waiting for more. */
const fullBytes = 131_072;
/** Slabs that nobody uses, of all connections: idle ones hold none. */
const freeSlabs: Buffer[] = [];
const mostFreeSlabs = 64;
const noSlab = Buffer.alloc(0);
/** Outboxes that have something to send at the end of this turn: one immediate serves all of them. */
let waiting: Outbox[] = [];

function flushWaiting(): void {
  const outboxes = waiting;
  waiting = [];
  for (const outbox of outboxes) outbox.endTurn();
}

/**
 * What a connection writes: everything of one turn of the event loop leaves in one write to the socket. Frames are put
 * together right where they are written from: {@link reserve} room, fill {@link slab} from {@link at}, {@link commit}.
 */
export class Outbox {
  /** Where the next frame is written; changes with every {@link reserve}. */
  slab: Buffer = noSlab;
  at = 0;
  readonly #socket: Socket;
  /** Start of what lies in the slab and not yet in #parts. */
  #start = 0;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  /** Slabs of this turn that are full. */
  #fullSlabs: Buffer[] = [];
  #isScheduled = false;
  /** Bytes given to the socket; of these the peer's side had taken so many, and when that number last changed. */
  #flushed = 0;
  #taken = 0;
  #takenMs: number = performance.now();
  readonly #onRoom: () => void;

  /** `onRoom` is called after a turn that left room for more. */
  constructor(socket: Socket, onRoom: () => void) {
    this.#socket = socket;
    this.#onRoom = onRoom;
  }

  /**
   * Reads no more while over `maxBytes` wait for the peer, until the socket's `drain`: answers that no window holds back
   * would pile up.
   */
  holdBack(maxBytes: number): void {
    if (this.#pendingBytes + this.#socket.writableLength <= maxBytes) return;
    this.flush();
    if (this.#socket.writableNeedDrain) this.#socket.pause();
  }

  /** Whether bytes wait of which the peer took none for `timeoutMs`; asked about once a second. */
  isStuck(nowMs: number, timeoutMs: number): boolean {
    const taken = this.#flushed - this.#socket.writableLength;
    if (this.#socket.writableLength === 0 || taken !== this.#taken) {
      this.#taken = taken;
      this.#takenMs = nowMs;
    }
    return nowMs - this.#takenMs > timeoutMs;
  }

  /** Whether there is as much to send as is good; the end of the turn or the socket's `drain` event ends it. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain || this.#pendingBytes >= fullBytes;
  }

  /** Makes room for so many bytes in one piece. */
  reserve(bytes: number): void {
    if (this.slab.length - this.at >= bytes) return;
    this.#seal();
    if (this.slab.length === slabBytes) this.#fullSlabs.push(this.slab);
    this.slab =
      bytes > slabBytes ? Buffer.allocUnsafeSlow(bytes) : (freeSlabs.pop() ?? Buffer.allocUnsafeSlow(slabBytes));
    this.#start = 0;
    this.at = 0;
  }

  /** What lies before `end` in the slab is to be sent. */
  commit(end: number): void {
    this.at = end;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (waiting.push(this) === 1) setImmediate(flushWaiting);
  }

  /** Sends bytes that must not change afterwards. */
  push(bytes: Uint8Array): void {
    if (bytes.length <= copiedBytes) {
      this.reserve(bytes.length);
      this.slab.set(bytes, this.at);
      this.commit(this.at + bytes.length);
      return;
    }
    this.#seal();
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
    this.commit(this.at);
  }

  /** @internal The turn that {@link commit} spoke of is over. */
  endTurn(): void {
    this.#isScheduled = false;
    this.flush();
    if (!this.isFull) this.#onRoom();
  }

  /** Writes now what would be written at the end of the turn. */
  flush(): void {
    this.#seal();
    if (this.#parts.length === 0) return;
    const parts = this.#parts;
    this.#parts = [];
    if (!this.#socket.destroyed && !this.#socket.writableEnded) this.#write(parts);
    this.#partBytes = 0;
    this.#release();
  }

  get #pendingBytes(): number {
    return this.#partBytes + this.at - this.#start;
  }

  #seal(): void {
    if (this.at === this.#start) return;
    this.#parts.push(this.slab.subarray(this.#start, this.at));
    this.#partBytes += this.at - this.#start;
    this.#start = this.at;
  }

  #write(parts: readonly Uint8Array[]): void {
    this.#flushed += this.#partBytes;
    if (parts.length === 1) {
      this.#socket.write(parts[0]!);
      return;
    }
    this.#socket.cork();
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
  }

  /** What the kernel has taken already can be used again; what the socket holds stays its own. */
  #release(): void {
    const isTaken = this.#socket.writableLength === 0;
    if (isTaken) recycle(this.slab);
    if (this.#fullSlabs.length > 0) {
      if (isTaken) this.#fullSlabs.forEach(recycle);
      this.#fullSlabs = [];
    }
    this.slab = noSlab;
    this.#start = 0;
    this.at = 0;
  }
}

function recycle(slab: Buffer): void {
  if (slab.length === slabBytes && freeSlabs.length < mostFreeSlabs) freeSlabs.push(slab);
}
