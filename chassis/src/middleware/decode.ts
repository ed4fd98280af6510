import type { Encoded, Middleware } from "../handler.ts";

/** Opens the request: from here on `request` is a message, or an async iterable of messages. */
export function decode(): Middleware {
  return (next) =>
    function decode(request, call) {
      const message = (request as Encoded).decode();
      return message instanceof Promise ? message.then((read) => next(read, call)) : next(message, call);
    };
}
