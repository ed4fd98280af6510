import { create, type DescMessage, type Message, type MessageInitShape } from "@bufbuild/protobuf";

/** Streamed requests may be plain objects too; the iterable is returned from when the call ends before it. */
export type Requests<I extends DescMessage> = AsyncIterable<MessageInitShape<I>>;

/**
 * Requests as messages. No generator: it could not be returned from while it waits for a request, and one that never comes
 * would hold whatever the iterable listens to.
 */
export function toMessages<I extends DescMessage>(desc: I, requests: Requests<I>): AsyncIterable<Message> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = requests[Symbol.asyncIterator]();
      return {
        async next() {
          const step = await iterator.next();
          return step.done ? step : { done: false, value: create(desc, step.value) };
        },
        async return() {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
