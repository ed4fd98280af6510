import type { DescField } from "@bufbuild/protobuf";
import type { Method } from "../method.ts";
import type { Policy } from "../policy.ts";
import { streamForms } from "../protocol/rest/answer-plan.ts";
import type { Binding } from "../protocol/rest/binding.ts";
import { isRawBody } from "../protocol/rest/body-decoder.ts";
import { eventStream } from "../protocol/rest/event-stream.ts";
import { isHttpBody } from "../protocol/rest/http-body.ts";
import { jsonLines } from "../protocol/rest/json-lines.ts";
import type { Parameter } from "../protocol/rest/parameter.ts";
import { RequestPlan } from "../protocol/rest/request-plan.ts";
import type { Comments, JsonSchema } from "./json-schema.ts";
import type { OpenApiPath, PathParameter } from "./path-names.ts";
import { isRequired, type Schemas } from "./schemas.ts";

/** What an operation is made from. */
export interface OperationSource {
  readonly method: Method;
  readonly binding: Binding;
  readonly path: OpenApiPath;
  /** Unique in the document. */
  readonly operationId: string;
  readonly schemas: Schemas;
  readonly comments: Comments;
}

/** The OpenAPI 3.1 Operation Object of one binding of one rpc. */
export function toOperation(source: OperationSource): JsonSchema {
  const { method, binding, path, operationId, comments } = source;
  const plan = new RequestPlan(binding, method);
  const comment = comments[`${method.service}.${method.name}`];
  const parameters = [
    ...path.parameters.map((parameter) => toPathParameter(parameter, plan, source.schemas)),
    ...plan.parameters.map((parameter) => toQueryParameter(parameter, source.schemas)),
    ...(method.policy.retry.isKeyed ? [keyParameter] : []),
    ...(method.policy.takesIfMatch ? [ifMatchParameter] : []),
  ];
  const requestBody = toRequestBody(source, plan);
  return {
    operationId,
    tags: [method.service],
    ...(comment !== undefined && { summary: toSummary(comment), description: comment }),
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody && { requestBody }),
    responses: toResponses(source),
    ...(!method.policy.isPublic && !method.policy.isOps && { security: [{}, { apiKey: method.policy.scopes }] }),
    ...(method.desc?.deprecated && { deprecated: true }),
    "x-rpc": method.path.slice(1),
  };
}

/** The first sentence, without its full stop. */
function toSummary(comment: string): string {
  const [first = ""] = comment.split(/(?<=\.)\s/);
  return first.replace(/\.$/, "");
}

function toPathParameter({ name, variable }: PathParameter, plan: RequestPlan, schemas: Schemas): JsonSchema {
  const parameter = plan.pathParameter(variable.field);
  const { description, readOnly, ...schema } = schemas.field(parameter.field);
  const isText = schema["type"] === "string" && !variable.isMulti;
  return {
    name,
    in: "path",
    required: true,
    ...(description !== undefined && { description }),
    schema: variable.isMulti
      ? { type: "string" }
      : { ...schema, ...(isText && { minLength: schema["minLength"] ?? 1 }) },
  };
}

function toQueryParameter(parameter: Parameter, schemas: Schemas): JsonSchema {
  const { field } = parameter;
  const { description, ...schema } = schemas.field(field);
  const required = !parameter.name.includes(".") && isRequired(field);
  return {
    name: schemas.nameOf(parameter),
    in: "query",
    ...(required && { required }),
    ...(description !== undefined && { description }),
    schema,
  };
}

const keyParameter: JsonSchema = {
  name: "Idempotency-Key",
  in: "header",
  description: "Makes it safe to send this request again: the answer is kept under this key for 24 hours.",
  schema: { type: "string", pattern: "^[ -~]{1,255}$" },
};

const ifMatchParameter: JsonSchema = {
  name: "If-Match",
  in: "header",
  description: "The entity tags that it may have by now, or `*`; else the answer is 412, and nothing is changed.",
  schema: { type: "string" },
};

/** Headers of an answer that went well. */
function toHeaders({ hasEtag, location }: Policy): JsonSchema | undefined {
  if (!hasEtag && location === undefined) return undefined;
  return {
    ...(hasEtag && { ETag: { description: "Names the version.", schema: { type: "string" } } }),
    ...(location !== undefined && { Location: { description: "Where it is.", schema: { type: "string" } } }),
  };
}

function toRequestBody(source: OperationSource, plan: RequestPlan): JsonSchema | undefined {
  const { method } = source;
  const { body } = plan;
  if (body.kind === "none") return undefined;
  if (isRawBody(method, plan)) return { content: { "*/*": {} } };
  const schema = body.kind === "field" ? toFieldBody(source, body.field) : toWholeBody(source);
  const isStream = method.kind === "client_streaming" || method.kind === "bidi_streaming";
  const type = isStream ? jsonLines.contentType : "application/json";
  return { required: body.kind === "field", content: { [type]: { schema } } };
}

/** The field's schema. A PATCH sends what changes (RFC 5789 §2), so that nothing is required of the resource in it. */
function toFieldBody({ binding, schemas }: OperationSource, field: DescField): JsonSchema {
  const whole = schemas.field(field);
  if (binding.verb !== "PATCH" || !field.message || whole["$ref"] === undefined) return whole;
  const { $ref, ...note } = whole;
  const { required, ...part } = schemas.object(field.message, () => true);
  return { ...part, ...note };
}

/** The request message without the fields that the path sets. */
function toWholeBody({ method, binding, schemas }: OperationSource): JsonSchema {
  const bound = new Set(binding.template.variables.map((variable) => variable.field));
  if (bound.size === 0) return schemas.message(method.input);
  return schemas.object(method.input, (field) => !bound.has(field.name));
}

function toResponses(source: OperationSource): JsonSchema {
  const { policy } = source.method;
  const { httpStatus } = policy;
  const content = httpStatus === 204 ? undefined : toContent(source);
  const isEvents = content?.[eventStream.contentType] !== undefined;
  const description = isEvents
    ? "It went well: the message is on each line, or the data of each event."
    : "It went well.";
  const headers = toHeaders(policy);
  return {
    [httpStatus]: { description, ...(headers && { headers }), ...(content && { content }) },
    ...(policy.takesIfMatch && { 412: { $ref: "#/components/responses/Changed" } }),
    default: { $ref: "#/components/responses/Problem" },
  };
}

function toContent({ method, binding, schemas }: OperationSource): JsonSchema {
  const field = findField(method, binding.responseBody);
  const message = field ? field.message : method.output;
  if (message && isHttpBody(message)) return { "*/*": {} };
  const schema = field ? schemas.field(field) : schemas.message(method.output);
  if (method.kind === "server_streaming" || method.kind === "bidi_streaming") {
    return Object.fromEntries([...streamForms.keys()].map((type) => [type, { schema }]));
  }
  const text = method.policy.textField !== undefined && { "text/plain": { schema: { type: "string" } } };
  return { ...text, "application/json": { schema } };
}

function findField(method: Method, name: string): DescField | undefined {
  return method.output.fields.find((field) => field.name === name);
}
