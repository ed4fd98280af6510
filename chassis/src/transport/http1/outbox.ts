import type { Socket } from "node:net";

/** Bytes up to this size are put into the text around them: one write, where each part of its own costs as much again. */
const inlineBytes = 16_384;
/** With so much to send in one turn nothing is gained by waiting for more. */
const fullBytes = 131_072;
/** Outboxes that have something to send at the end of this turn: one immediate serves all of them. */
let waiting: Outbox[] = [];

function flushWaiting(): void {
  const outboxes = waiting;
  waiting = [];
  for (const outbox of outboxes) outbox.endTurn();
}

/**
 * What a connection writes: everything of one turn of the event loop leaves in one write, as a string where it can. Written
 * as they come, answers wake a peer that had just gone to sleep, which costs as much again as the write (measured).
 */
export class Outbox {
  readonly #socket: Socket;
  readonly #stallTimeoutMs: number;
  readonly #onRoom: () => void;
  /** Latin-1: heads, and bodies in whatever coding they have, a character a byte. */
  #text = "";
  /** What goes before #text. */
  #parts: (string | Uint8Array)[] = [];
  #partBytes = 0;
  #isScheduled = false;

  /** `onRoom` is called after a turn that left room for more. A peer that takes nothing for `stallTimeoutMs` is cut off. */
  constructor(socket: Socket, stallTimeoutMs: number, onRoom: () => void) {
    this.#socket = socket;
    this.#stallTimeoutMs = stallTimeoutMs;
    this.#onRoom = onRoom;
    socket.on("timeout", this.#cutOff);
    socket.on("drain", this.#onDrain);
  }

  /** Whether there is as much to send as is good; `onRoom` tells when it is over. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain || this.#pendingBytes >= fullBytes;
  }

  /** Sends Latin-1 text. */
  pushText(text: string): void {
    this.#text += text;
    this.#schedule();
  }

  /** Sends bytes that must not change afterwards. */
  pushBytes(bytes: Uint8Array): void {
    if (bytes.length <= inlineBytes) {
      this.pushText(toLatin1(bytes));
      return;
    }
    this.#seal();
    this.#parts.push(bytes);
    this.#partBytes += bytes.length;
    this.#schedule();
  }

  /** Sends now what has become much; then says whether the peer takes more. */
  makeRoom(): boolean {
    if (this.#pendingBytes >= fullBytes) this.flush();
    return !this.isFull;
  }

  /** @internal The turn is over. */
  endTurn(): void {
    this.#isScheduled = false;
    this.flush();
    if (!this.isFull) this.#onRoom();
  }

  /** Writes now what would be written at the end of the turn. */
  flush(): void {
    const socket = this.#socket;
    const [text, parts] = [this.#text, this.#parts];
    if (text === "" && parts.length === 0) return;
    this.#text = "";
    if (parts.length > 0) {
      this.#parts = [];
      this.#partBytes = 0;
    }
    if (socket.destroyed || socket.writableEnded) return;
    if (parts.length === 0) socket.write(text, "latin1");
    else {
      socket.cork();
      for (const part of parts) socket.write(part, "latin1");
      if (text !== "") socket.write(text, "latin1");
      socket.uncork();
    }
    if (socket.writableLength > 0) socket.setTimeout(this.#stallTimeoutMs);
  }

  get #pendingBytes(): number {
    return this.#partBytes + this.#text.length;
  }

  #seal(): void {
    if (this.#text === "") return;
    this.#parts.push(this.#text);
    this.#partBytes += this.#text.length;
    this.#text = "";
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    if (waiting.push(this) === 1) setImmediate(flushWaiting);
  }

  readonly #onDrain = (): void => {
    this.#socket.setTimeout(0);
    if (!this.isFull) this.#onRoom();
  };

  /** Node calls it when nothing was read, and nothing of what waits was taken, for the whole time. */
  readonly #cutOff = (): void => {
    if (this.#socket.writableLength > 0) this.#socket.destroy();
    else this.#socket.setTimeout(0);
  };
}

function toLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
