import type { JsonSchema } from "../openapi/json-schema.ts";

/** The headers of every message, as senders of ours write them; receivers can do without any of them. */
export const messageHeaders: JsonSchema = {
  type: "object",
  properties: {
    "Nats-Msg-Id": {
      type: "string",
      description: "Follows from the change that is told of. A second message with it is dropped by stream and inbox.",
    },
    traceparent: {
      type: "string",
      pattern: "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}",
      description: "The span that sent it (https://www.w3.org/TR/trace-context/).",
    },
    tracestate: { type: "string", description: "What vendors add to `traceparent`." },
    baggage: {
      type: "string",
      description: "Members that BAGGAGE_KEYS lets through (https://www.w3.org/TR/baggage/).",
    },
    "x-request-id": { type: "string", description: "Of the request that led to it." },
    "link-version": {
      type: "string",
      description: "Version of the link's change; the newer one wins. Absent: the time of the message.",
    },
  },
};
