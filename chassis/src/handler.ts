import type { Call } from "./call.ts";
import type { Method } from "./method.ts";

/** A value, or the promise of one. A handler that has its answer at hand need not pay for a promise. */
export type Awaitable<T> = T | Promise<T>;

/** The values of a stream: as they come, or where they are at hand already, without a promise for each. */
export type Values<T> = AsyncIterable<T> | Iterable<T>;

/**
 * One step of serving a call. It settles when the answer is *opened*: with the response message, or for a server stream
 * with its {@link Values}. Whoever holds something until the last byte lets go in {@link Call.onEnd}, not after `await`.
 *
 * Outside the `decode` middleware `request` is an {@link Encoded}; inside it is the message, or the iterable of messages.
 */
export type Handler = (request: unknown, call: Call) => Awaitable<unknown>;

/**
 * Wraps a handler, once per rpc at start, so that what an rpc does not need costs it nothing: a middleware that has
 * nothing to do for this method returns `next` itself.
 */
export type Middleware = (next: Handler, method: Method) => Handler;

/** A request that no one has parsed yet. Protocols make it; only the `decode` middleware opens it. */
export interface Encoded {
  /** Reads and parses the request: a message, or an async iterable of messages. Throws `invalid_argument` Faults. */
  decode(): Awaitable<unknown>;
}

/** Wraps `handler` so that the first middleware of the list is the outermost. */
export function compose(middlewares: readonly Middleware[], handler: Handler, method: Method): Handler {
  return middlewares.reduceRight((next, middleware) => middleware(next, method), handler);
}
