import type { JsonSchema } from "./json-schema.ts";

/** How the well-known types look in JSON (https://protobuf.dev/programming-guides/json/). */
export const wellKnownSchemas: ReadonlyMap<string, JsonSchema> = new Map<string, JsonSchema>([
  ["google.protobuf.Timestamp", { type: "string", format: "date-time" }],
  ["google.protobuf.Duration", { type: "string", pattern: "^-?[0-9]{1,12}(\\.[0-9]{1,9})?s$", examples: ["1.5s"] }],
  ["google.protobuf.FieldMask", { type: "string" }],
  ["google.protobuf.Struct", { type: "object" }],
  ["google.protobuf.Value", {}],
  ["google.protobuf.ListValue", { type: "array" }],
  ["google.protobuf.Empty", { type: "object", additionalProperties: false }],
  [
    "google.protobuf.Any",
    { type: "object", properties: { "@type": { type: "string", description: "URL of the message's type." } } },
  ],
  ["google.api.HttpBody", { description: "Bytes of the content type that comes with them." }],
]);
