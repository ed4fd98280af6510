import type { ErrorCode } from "./error-code.ts";
import type { Limits } from "./limits.ts";
import type { Stream } from "./stream.ts";

/** Which side of a connection we are. */
export type Role = "server" | "client";

/** What the owner of a connection is told. */
export interface ConnectionEvents {
  /** A server's peer opened a stream; what of its body came with it can be read at once. */
  onStream?(stream: Stream): void;
  /** The peer's SETTINGS came, first or again: a client's connection is ready for requests. */
  onSettings?(): void;
  /** A client may have room for another request: {@link Connection.canRequest} tells. */
  onRoom?(): void;
  /**
   * The peer takes no new streams; those it will not serve were aborted with REFUSED_STREAM before. `debug` is what it
   * says of its reasons (§6.8).
   */
  onGoaway?(code: ErrorCode, debug: string): void;
  /** Nothing more comes; `error` says why when it was not asked for. */
  onClose?(error: Error | undefined): void;
}

/** How a connection is run. */
export interface ConnectionOptions {
  readonly role: Role;
  readonly limits: Limits;
  readonly events: ConnectionEvents;
}
