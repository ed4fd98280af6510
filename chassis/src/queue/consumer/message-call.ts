import { Call, type Outcome } from "../../call.ts";
import type { Endpoint } from "../../protocol/endpoint.ts";
import { serve } from "../../protocol/serve.ts";
import type { Delivery } from "../queue.ts";
import type { MessagePayload } from "./message-payload.ts";

/**
 * The call that a message makes. Its headers are the message's, so that a trace goes on; to them come
 * `queue-message-id`, `queue-message-time` (milliseconds since 1970), `queue-subject` and `queue-attempt`. Where the
 * contract sets no deadline, the acknowledgement wait is one.
 */
export function toCall({ method }: Endpoint, delivery: Delivery): Call {
  const { durable, ackWaitMs } = method.policy.subscription!;
  return new Call({
    method,
    transport: "queue",
    headers: toHeaders(delivery),
    peer: { address: durable },
    timeoutMs: method.policy.deadlineMs ?? ackWaitMs,
  });
}

/** Runs the call through the whole chain; resolves with its outcome. */
export function runCall(endpoint: Endpoint, call: Call, payload: MessagePayload): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  call.onEnd(resolve);
  serve(endpoint, call, payload, {
    answer: () => call.end({ code: "ok" }),
    fail: (fault) => call.end({ code: fault.code, fault }),
  });
  return promise;
}

/** Milliseconds since 1970, until the year 2286. */
const goodTime = /^\d{1,13}$/;

/** Headers of a message, with what identifies it: its own word where it is a replay, if that is one. */
export function toHeaders({ headers, subject, attempt, ...delivery }: Delivery): Record<string, string> {
  const { "queue-message-id": saidId, "queue-message-time": saidTime = "" } = headers;
  return {
    ...headers,
    "queue-message-id": saidId || delivery.id || toId(delivery),
    "queue-message-time": goodTime.test(saidTime) ? saidTime : String(delivery.time.getTime()),
    "queue-subject": subject,
    "queue-attempt": String(attempt),
  };
}

/** Of a message that was published without one. A stream that is made anew counts from 1 again, hence the time. */
function toId({ stream, sequence, time }: Pick<Delivery, "stream" | "sequence" | "time">): string {
  return `${stream}/${sequence}/${time.getTime()}`;
}
