import { AsyncLocalStorage } from "node:async_hooks";
import type { Call } from "../call.ts";
import type { Values } from "../handler.ts";

const storage = new AsyncLocalStorage<Call>();

/** The call that the running code serves; undefined outside of calls. Log lines and child spans find their ids here. */
export function currentCall(): Call | undefined {
  return storage.getStore();
}

/** Runs `step` so that {@link currentCall} answers `call` in it, and in whatever it awaits or starts. */
export function runInCall<A extends unknown[], R>(call: Call, step: (...args: A) => R, ...args: A): R {
  return storage.run(call, step, ...args);
}

/**
 * The same for a stream that is pulled from elsewhere: a generator runs in the context of whoever asks for the next
 * value, so that every `next` has to be led back into the call.
 */
export function iterateInCall<T>(call: Call, values: Values<T>): AsyncIterator<T> {
  const iterator = storage.run(call, () => toIterator(values));
  return {
    next: async () => storage.run(call, () => iterator.next()),
    return: async (value?: unknown) =>
      storage.run(call, async () => (await iterator.return?.(value as T)) ?? { done: true, value: undefined }),
  };
}

/** The one iterator of a stream, whether its values come as promises or are at hand. */
export function toIterator<T>(values: Values<T>): AsyncIterator<T> | Iterator<T> {
  return Symbol.asyncIterator in values ? values[Symbol.asyncIterator]() : values[Symbol.iterator]();
}
