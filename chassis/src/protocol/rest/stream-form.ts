import type { Fault } from "../../fault.ts";
import type { ResponseHeaders } from "../../transport/exchange.ts";

/** How the messages of a server stream are written one after the other, and how a reader knows that it ended. */
export interface StreamForm {
  readonly contentType: string;
  readonly headers: ResponseHeaders;
  /** What a silent answer sends now and then, so that nobody on the way takes it for dead. */
  readonly keepAlive: string | undefined;
  /** One message; `json` is its text. */
  toMessage(json: string): string;
  /** What comes after the last message. */
  toEnd(): string;
  /** What comes instead of the rest when the stream fails after its head; `problem` is the text of an RFC 9457 problem. */
  toFailure(problem: string, fault: Fault): string;
}

/** A message leaves at once, also through nginx; which form it has depends on `Accept`. */
export const streamHeaders: ResponseHeaders = { vary: "accept", "x-accel-buffering": "no" };
