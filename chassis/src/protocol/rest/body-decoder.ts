import type { DescMessage, Message, Registry } from "@bufbuild/protobuf";
import { Fault, type FieldViolation } from "../../fault.ts";
import type { Method } from "../../method.ts";
import { parseJson } from "../parse-json.ts";
import { explainMismatch } from "./explain.ts";
import { isHttpBody, toHttpBody } from "./http-body.ts";
import { createJsonDecoder, type JsonDecoder } from "./json-decoder.ts";
import { type JsonForm, toJsonName } from "./json-form.ts";
import type { RequestPlan } from "./request-plan.ts";

/** Bytes of a body, or of one message of a stream, → the request message, before path and query are applied. */
export type BodyDecoder = (bytes: Uint8Array, contentType: string | undefined) => Message;

/** Does the body go into a google.api.HttpBody as it is, rather than being JSON? */
export function isRawBody(method: Method, plan: RequestPlan): boolean {
  const { body } = plan;
  if (body.kind === "field") return body.field.fieldKind === "message" && isHttpBody(body.field.message);
  return body.kind === "whole" && isHttpBody(method.input);
}

/**
 * Compiles the decoder of a route. An empty body stands for the empty message where the whole request is the body, and is
 * refused where one field is. Fields that the message does not have are refused, unless the contract says otherwise.
 * Throws MALFORMED_JSON (with line and column) or MALFORMED_MESSAGE (with the path of every field that does not fit).
 */
export function createBodyDecoder(method: Method, plan: RequestPlan, registry: Registry): BodyDecoder {
  if (isRawBody(method, plan)) return createRawDecoder(plan);
  const { body } = plan;
  const decode = createExplainingDecoder(method.input, { registry, ...method.policy.json });
  return (bytes) => {
    if (bytes.length === 0) {
      if (body.kind === "field") throw emptyBody(body.field.toString());
      return plan.create();
    }
    const json = parseJson(bytes);
    return decode(body.kind === "field" ? { [toJsonName(body.field, method.policy.json)]: json } : json);
  };
}

function createRawDecoder(plan: RequestPlan): BodyDecoder {
  const { body } = plan;
  if (body.kind !== "field") return (bytes, contentType) => toHttpBody(contentType ?? "", bytes);
  const { localName } = body.field;
  return (bytes, contentType) => Object.assign(plan.create(), { [localName]: toHttpBody(contentType ?? "", bytes) });
}

function createExplainingDecoder(desc: DescMessage, form: JsonForm): JsonDecoder {
  const decode = createJsonDecoder(desc, form);
  return (json) => {
    try {
      return decode(json);
    } catch (cause) {
      throw toMismatch(explainMismatch(desc, json, form), cause as Error);
    }
  };
}

function toMismatch(violations: readonly FieldViolation[], cause: Error): Fault {
  const first = violations[0];
  const what = first ? `${first.field || "the body"} ${first.message}` : cause.message;
  return new Fault({
    code: "invalid_argument",
    reason: "MALFORMED_MESSAGE",
    message: `The body does not fit: ${what}.`,
    violations,
    cause,
  });
}

function emptyBody(what: string): Fault {
  const message = `The body is empty; the JSON of ${what} is expected.`;
  return new Fault({ code: "invalid_argument", reason: "MALFORMED_JSON", message });
}
