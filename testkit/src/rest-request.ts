import { type DescMethod, getOption, type JsonValue, type Message, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { http } from "@flotilla/contract/google/api/annotations";
import type { HttpRule } from "@flotilla/contract/google/api/http";

/** A request as `google.api.http` lays it out. */
export interface RestRequest {
  readonly verb: string;
  /** Path and query. */
  readonly target: string;
  /** Absent when the rule has no body. */
  readonly body: JsonValue | undefined;
}

type JsonObject = { [name: string]: JsonValue };

/** The rule of an rpc and its additional bindings. Throws `unimplemented` for an rpc that REST does not serve. */
export function readRules(method: DescMethod): readonly HttpRule[] {
  const rule = getOption(method, http);
  if (rule.pattern.case === undefined) {
    throw new ConnectError(`${method.name} has no google.api.http rule`, Code.Unimplemented);
  }
  return [rule, ...rule.additionalBindings];
}

/**
 * Lays a request out by the first of the rpc's rules whose path variables are all set: variables into the path, the
 * body as the rule says, everything else into the query.
 */
export function toRestRequest(method: DescMethod, message: Message): RestRequest {
  const rules = readRules(method);
  const full = toJson(method.input, message, { useProtoFieldName: true, alwaysEmitImplicit: true }) as JsonObject;
  const rule = rules.find((one) => variablesOf(one).every((name) => toText(read(full, name)) !== "")) ?? rules[0]!;
  const rest = toJson(method.input, message, { useProtoFieldName: true }) as JsonObject;
  const path = expand(templateOf(rule), full);
  for (const name of variablesOf(rule)) remove(rest, name);
  const body = takeBody(rule, rest);
  const query = toQuery(rest);
  return { verb: verbOf(rule), target: query === "" ? path : `${path}?${query}`, body };
}

/** HTTP method of a rule. */
export function verbOf({ pattern }: HttpRule): string {
  return pattern.case === "custom" ? pattern.value.kind : (pattern.case ?? "get").toUpperCase();
}

/** Path template of a rule. */
export function templateOf({ pattern }: HttpRule): string {
  return pattern.case === "custom" ? pattern.value.path : String(pattern.value);
}

const variable = /\{([^=}]+)(?:=([^}]*))?\}/g;

function variablesOf(rule: HttpRule): readonly string[] {
  return [...templateOf(rule).matchAll(variable)].map((match) => match[1]!);
}

function expand(template: string, json: JsonObject): string {
  return template.replace(variable, (_match, name: string, pattern = "*") => {
    const text = toText(read(json, name));
    const isOneSegment = !String(pattern).includes("/") && pattern !== "**";
    return isOneSegment ? encodeURIComponent(text) : text.split("/").map(encodeURIComponent).join("/");
  });
}

function takeBody(rule: HttpRule, rest: JsonObject): JsonValue | undefined {
  if (rule.body === "") return undefined;
  if (rule.body === "*") {
    const all = { ...rest };
    for (const name of Object.keys(rest)) delete rest[name];
    return all;
  }
  const body = rest[rule.body];
  delete rest[rule.body];
  return body;
}

function toQuery(rest: JsonObject): string {
  const query = new URLSearchParams();
  const add = (name: string, value: JsonValue): void => {
    if (Array.isArray(value)) for (const one of value) add(name, one);
    else if (isObject(value)) for (const [key, inner] of Object.entries(value)) add(`${name}.${key}`, inner);
    else query.append(name, toText(value));
  };
  for (const [name, value] of Object.entries(rest)) add(name, value);
  return query.toString();
}

function read(json: JsonObject, path: string): JsonValue | undefined {
  return path.split(".").reduce<JsonValue | undefined>((at, name) => (isObject(at) ? at[name] : undefined), json);
}

function remove(json: JsonObject, path: string): void {
  const names = path.split(".");
  const parent = names.length === 1 ? json : read(json, names.slice(0, -1).join("."));
  if (isObject(parent)) delete parent[names.at(-1)!];
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function toText(value: JsonValue | undefined): string {
  return value === undefined || value === null ? "" : String(value);
}
