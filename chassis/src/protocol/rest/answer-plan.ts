import type { DescField, Message, Registry } from "@bufbuild/protobuf";
import type { HttpBody } from "@flotilla/contract/google/api/httpbody";
import type { Method } from "../../method.ts";
import type { Rendered } from "../../rendered.ts";
import type { Rpc } from "../rpc.ts";
import { Negotiator } from "./accept.ts";
import { eventStream } from "./event-stream.ts";
import { isHttpBody } from "./http-body.ts";
import { createJsonEncoder, type JsonEncoder } from "./json-encoder.ts";
import { jsonLines } from "./json-lines.ts";
import type { StreamForm } from "./stream-form.ts";

/** How one route renders its answers. */
export interface AnswerPlan {
  /** Types to choose from by `Accept`; undefined when the handler says the type itself (google.api.HttpBody). */
  readonly types: Negotiator | undefined;
  readonly isStream: boolean;
  /** `contentType` is what {@link types} chose. */
  render(message: Message, contentType: string): Rendered;
}

const json = "application/json";
const text = "text/plain; charset=utf-8";
const vary = "accept";

/** The forms of a server stream by their types, the default first; the bytes of google.api.HttpBody have none. */
export const streamForms: ReadonlyMap<string, StreamForm> = new Map(
  [jsonLines, eventStream].map((form) => [form.contentType, form]),
);

/** Compiles the answers of a route; `responseBody` names the field that is answered, or is empty for all of them. */
export function createAnswerPlan(rpc: Rpc, responseBody: string, registry: Registry): AnswerPlan {
  const { method } = rpc.endpoint;
  const isStream = rpc.hasResponseStream;
  const raw = findRaw(method, responseBody);
  if (raw) return { types: undefined, isStream, render: (message) => renderRaw(raw(message)) };
  const form = { registry, ...method.policy.json };
  const encode = createJsonEncoder(method.output, form, findField(method, responseBody));
  return isStream ? createStreamPlan(encode) : createUnaryPlan(method, encode);
}

function createStreamPlan(encode: JsonEncoder): AnswerPlan {
  const render = (message: Message, contentType: string) => {
    return { contentType, body: streamForms.get(contentType)!.toMessage(encode(message)) };
  };
  return { types: new Negotiator([...streamForms.keys()]), isStream: true, render };
}

function createUnaryPlan(method: Method, encode: JsonEncoder): AnswerPlan {
  const { textField } = method.policy;
  if (textField === undefined) {
    const render = (message: Message) => ({ contentType: json, body: encode(message) });
    return { types: new Negotiator([json]), isStream: false, render };
  }
  const { localName } = findField(method, textField)!;
  const render = (message: Message, contentType: string) =>
    contentType === json
      ? { contentType: json, body: encode(message), vary }
      : { contentType: text, body: `${read(message, localName)}\n`, vary };
  return { types: new Negotiator(["text/plain", json]), isStream: false, render };
}

function renderRaw(body: HttpBody | undefined): Rendered {
  return { contentType: body?.contentType || "application/octet-stream", body: body?.data ?? new Uint8Array() };
}

/** Reads the HttpBody of an answer: the response itself, or the field that `response_body` names. */
function findRaw(method: Method, name: string): ((message: Message) => HttpBody | undefined) | undefined {
  const field = findField(method, name);
  if (!field) return isHttpBody(method.output) ? (message) => message as HttpBody : undefined;
  if (field.fieldKind !== "message" || !isHttpBody(field.message)) return undefined;
  return (message) => read(message, field.localName) as HttpBody | undefined;
}

function findField(method: Method, name: string): DescField | undefined {
  if (name === "") return undefined;
  const field = method.output.fields.find((candidate) => candidate.name === name);
  if (!field) throw new Error(`${method.output.typeName} has no field ${name}`);
  return field;
}

function read(message: Message, localName: string): unknown {
  return (message as unknown as Record<string, unknown>)[localName];
}
