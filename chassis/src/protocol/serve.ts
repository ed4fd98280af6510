import type { Call } from "../call.ts";
import { type Fault, toFault } from "../fault.ts";
import type { Encoded } from "../handler.ts";
import type { Endpoint } from "./endpoint.ts";

/** How a protocol answers. Exactly one of the two is called, once. */
export interface Reply {
  /** The handler opened its answer: a message, or the async iterable of a server stream. */
  answer(opened: unknown): void;
  /** The call failed, was aborted or ran out of time before the answer was opened. */
  fail(fault: Fault): void;
}

/**
 * Runs a call through its endpoint and answers once. A call that is aborted is answered at once, while its handler
 * may still run; what the handler returns later is dropped.
 */
export function serve(endpoint: Endpoint, call: Call, request: Encoded, reply: Reply): void {
  let isSettled = false;
  const fail = (thrown: unknown) => {
    if (isSettled) return;
    isSettled = true;
    reply.fail(toFault(thrown));
  };
  const answer = (opened: unknown) => {
    if (isSettled) return;
    isSettled = true;
    call.onAbort = undefined;
    try {
      reply.answer(opened);
    } catch (thrown) {
      reply.fail(toFault(thrown));
    }
  };
  call.onAbort = fail;
  try {
    const opened = endpoint.handler(request, call);
    if (opened instanceof Promise) opened.then(answer, fail);
    else answer(opened);
  } catch (thrown) {
    fail(thrown);
  }
}
