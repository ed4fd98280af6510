import {
  type DescField,
  type DescMessage,
  type JsonObject,
  type JsonValue,
  type Message,
  toJson,
} from "@bufbuild/protobuf";
import { isJsonStruct, isUnwrapped } from "../field-shape.ts";
import { compileJson, hasOwnForm } from "./compile-json.ts";
import { type JsonForm, toJsonName } from "./json-form.ts";

/** Message → JSON text. */
export type JsonEncoder = (message: Message) => string;

/**
 * JSON in the form that the contract asks for: of a message, or of one of its fields (`null` when that is absent). Unless
 * the contract says otherwise, that is protobuf JSON in camelCase with the fields that have their default value. Compiled
 * once per message into JavaScript that writes text, which takes 40 % of the time of making an object for
 * `JSON.stringify` (measured); a process that may not compile code makes the object.
 */
export function createJsonEncoder(desc: DescMessage, form: JsonForm, field?: DescField): JsonEncoder {
  if (field) return createFieldEncoder(desc, form, field);
  const slow: JsonEncoder = (message) => JSON.stringify(toWhole(desc, message, form));
  if (hasOwnForm(desc)) return slow;
  try {
    return compileJson(desc, form);
  } catch (cause) {
    // Node was started with --disallow-code-generation-from-strings.
    if (cause instanceof EvalError) return slow;
    throw cause;
  }
}

/** A message that is answered in place of the one around it is the answer itself. */
function createFieldEncoder(desc: DescMessage, form: JsonForm, field: DescField): JsonEncoder {
  const { localName } = field;
  if (field.fieldKind === "message" && !field.oneof && !isUnwrapped(field) && !isJsonStruct(field)) {
    const encode = createJsonEncoder(field.message, form);
    return (message) => {
      const value = (message as unknown as Record<string, Message | undefined>)[localName];
      return value ? encode(value) : "null";
    };
  }
  const name = toJsonName(field, form);
  return (message) => JSON.stringify((toWhole(desc, message, form) as JsonObject)[name] ?? null);
}

/** With `omitsEmpty`, the default values of the message itself stay, in their places, but not those further inside. */
function toWhole(desc: DescMessage, message: Message, { registry, isSnakeCase, omitsEmpty }: JsonForm): JsonValue {
  const options = { registry, useProtoFieldName: isSnakeCase };
  const whole = toJson(desc, message, { ...options, alwaysEmitImplicit: true });
  if (!omitsEmpty || typeof whole !== "object" || whole === null || Array.isArray(whole)) return whole;
  return { ...whole, ...(toJson(desc, message, options) as JsonObject) };
}
