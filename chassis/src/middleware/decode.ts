import { HttpBodySchema } from "@flotilla/contract/google/api/httpbody";
import { Fault } from "../fault.ts";
import type { Encoded, Middleware } from "../handler.ts";
import type { Method } from "../method.ts";
import { untilAborted } from "./until-aborted.ts";

/** What {@link decode} goes by. */
export interface DecodeOptions {
  /** `MAX_STREAM_MESSAGES`, for rpcs whose contract says nothing. Absent: no bound. */
  readonly maxStreamMessages?: number | undefined;
}

/**
 * Opens the request: from here on `request` is a message, or an async iterable of messages. A stream with more messages
 * than the contract or `maxStreamMessages` allows fails with TOO_MANY_MESSAGES; the chunks of a streamed HttpBody are not
 * counted. A stream whose call is aborted never looks as if it had come to its end.
 *
 * @example
 * const handler = compose([decode()], (request) => request, method);
 * assert.equal(handler({ decode: () => "the message" }, newCall(method)), "the message");
 */
export function decode(options: DecodeOptions = {}): Middleware {
  return (next, method) => {
    if (method.kind === "client_streaming" || method.kind === "bidi_streaming") {
      const bound = readBound(method, options);
      return async function decode(request, call) {
        const messages = (await (request as Encoded).decode()) as AsyncIterable<unknown>;
        const bounded = bound === undefined ? messages : countMessages(messages, bound);
        return next(untilAborted(bounded, call.signal), call);
      };
    }
    return function decode(request, call) {
      const message = (request as Encoded).decode();
      return message instanceof Promise ? message.then((read) => next(read, call)) : next(message, call);
    };
  };
}

function readBound(method: Method, { maxStreamMessages }: DecodeOptions): number | undefined {
  if (method.input.typeName === HttpBodySchema.typeName) return undefined;
  return method.policy.maxMessages ?? maxStreamMessages;
}

async function* countMessages(messages: AsyncIterable<unknown>, bound: number): AsyncIterable<unknown> {
  let count = 0;
  for await (const message of messages) {
    if (++count > bound) {
      const text = `The stream has more than ${bound} messages. Send the rest in another call.`;
      throw new Fault({ code: "resource_exhausted", reason: "TOO_MANY_MESSAGES", message: text });
    }
    yield message;
  }
}
