import type { JsonSchema } from "./json-schema.ts";

/** An RFC 9457 problem with our extension members: what every failed REST answer carries. */
export const problemSchema: JsonSchema = {
  type: "object",
  description: "What went wrong (RFC 9457).",
  required: ["type", "title", "status", "detail", "code", "reason"],
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string", description: "The status' own phrase." },
    status: { type: "integer" },
    detail: { type: "string", description: "What was expected and how to mend it." },
    code: { type: "string", description: "One of the sixteen gRPC codes, such as `not_found`." },
    reason: { type: "string", description: "For programs, such as `ROUTE_NOT_FOUND`." },
    traceId: { type: "string" },
    requestId: { type: "string" },
    violations: {
      type: "array",
      items: {
        type: "object",
        required: ["field", "rule", "message"],
        properties: { field: { type: "string" }, rule: { type: "string" }, message: { type: "string" } },
      },
    },
  },
};
