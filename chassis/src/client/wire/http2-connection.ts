import type { Socket } from "node:net";

/** The head or the trailers of an answer. */
export interface ReceivedList {
  readonly status?: string | undefined;
  readonly fields: Readonly<Record<string, string | string[] | undefined>>;
}

/** What an exchange needs of an HTTP/2 stream: a part of what our engine's has. */
export interface Http2Stream {
  readonly headers: ReceivedList | undefined;
  readonly trailers: ReceivedList | undefined;
  /** The peer has sent its last byte. */
  readonly isRemoteEnded: boolean;
  /** Both sides are done, or the stream was reset. */
  readonly isClosed: boolean;
  onHeaders: (() => void) | undefined;
  /** There is something to read, the peer has ended its side, or the stream was aborted. */
  onReadable: (() => void) | undefined;
  /** What was written has gone out, or the stream was aborted. */
  onDrain: (() => void) | undefined;
  /** The stream is over before both sides were done; what came before can still be read. */
  onAbort: ((code: number) => void) | undefined;
  /** All that has come; undefined when nothing has. */
  read(): Uint8Array | undefined;
  /** False while the peer is slow. */
  write(chunk: Uint8Array): boolean;
  end(): void;
  /** RST_STREAM with CANCEL; `onAbort` is not called. */
  reset(): void;
}

/** What a wire needs of an HTTP/2 connection: a part of what our engine's has. */
export interface Http2Connection {
  readonly streamCount: number;
  readonly lastHeardMs: number;
  /** A stream is free. */
  readonly canRequest: boolean;
  /** One of the sides said GOAWAY. */
  readonly isLeaving: boolean;
  readonly isClosed: boolean;
  /** Why it was closed, when it was not asked for. */
  readonly error: Error | undefined;
  /** `fields`: name, value, name, value …, pseudo-fields first. */
  request(fields: readonly string[], isEnd: boolean): Http2Stream;
  /** The same with the whole body. */
  requestWhole(fields: readonly string[], body: Uint8Array): Http2Stream;
  ping(): void;
  /** Enforces limits in time; called about once a second. */
  sweep(nowMs: number): void;
  /** Takes no more requests and closes when the last one is done. */
  goaway(): void;
  destroy(error?: Error): void;
}

/** What a connection tells its wire. */
export interface Http2Events {
  /** The peer's SETTINGS came, first or again. */
  onSettings(): void;
  /** There may be room for another request. */
  onRoom(): void;
  /** The peer takes no new streams; those it will not serve were aborted with REFUSED_STREAM before. */
  onGoaway(code: number, debug: string): void;
  onClose(error: Error | undefined): void;
}

/** An engine: speaks HTTP/2 as a client on an open socket, the preface included. */
export type Http2Engine = (socket: Socket, events: Http2Events) => Http2Connection;
