import { type DescMessage, fromJson, type JsonValue, type Message } from "@bufbuild/protobuf";
import { compileJsonReader, type JsonReader } from "./compile-json-reader.ts";
import { dropUnknown } from "./drop-unknown.ts";
import type { JsonForm } from "./json-form.ts";

/** Parsed JSON → message. Throws as `fromJson`. */
export type JsonDecoder = (json: JsonValue) => Message;

/**
 * Protobuf JSON by `fromJson`'s rules; unknown fields are refused, or ignored where the form says so. JSON as encoders
 * write it in this form is read by compiled JavaScript, in a tenth of the time (measured); `fromJson` reads all other, or
 * says what is wrong with it.
 */
export function createJsonDecoder(desc: DescMessage, form: JsonForm): JsonDecoder {
  const { registry, ignoresUnknown } = form;
  const slow: JsonDecoder = (json) => fromJson(desc, ignoresUnknown ? dropUnknown(desc, json) : json, { registry });
  const fast = compile(desc, form);
  if (!fast) return slow;
  return (json) => {
    try {
      return fast(json);
    } catch {
      return slow(json);
    }
  };
}

function compile(desc: DescMessage, form: JsonForm): JsonReader | undefined {
  try {
    return compileJsonReader(desc, form);
  } catch (cause) {
    // Node was started with --disallow-code-generation-from-strings.
    if (cause instanceof EvalError) return undefined;
    throw cause;
  }
}
