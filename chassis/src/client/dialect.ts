import type { Awaitable } from "../handler.ts";
import type { Ending, OutgoingCall } from "./outgoing-call.ts";
import type { SentHeaders, WireAnswer } from "./wire/wire.ts";

/** What gRPC, gRPC-Web and Connect's streams word differently; messages in envelopes are the same for the three. */
export interface Dialect {
  /** Content type of requests and answers; `+` and the codec's name complete it. */
  readonly family: string;
  /** Names the compression of a body's messages. */
  readonly encodingHeader: string;
  /** Headers of every request. */
  readonly headers: SentHeaders;
  toTimeout(timeoutMs: number): SentHeaders;
  /** Throws the Fault of an answer whose head is not of this protocol. */
  assertHead(answer: WireAnswer, call: OutgoingCall): void;
  /** Flag of the envelope that ends an answer; 0 where HTTP's own trailers do. */
  readonly endFlag: number;
  /** Reads how an answer ended. `end`: its last envelope, if it came; `isEmpty`: it had no message either. */
  readEnd(answer: WireAnswer, end: Uint8Array | undefined, isEmpty: boolean): Awaitable<Ending>;
}
