import { create, type DescField, type DescMessage, type Message } from "@bufbuild/protobuf";
import { Fault, quote } from "../../fault.ts";
import type { Method } from "../../method.ts";
import type { Binding } from "./binding.ts";
import { toJsonName } from "./json-form.ts";
import { badParameter, createParameter, listParameters, type Parameter } from "./parameter.ts";
import { decodeQuery, decodeSegment, decodeSegments } from "./percent.ts";
import type { RouteMatch } from "./router.ts";
import type { Variable } from "./template.ts";

/** How the body of a binding becomes part of the request message. */
export type BodyPlan = { readonly kind: "none" | "whole" } | { readonly kind: "field"; readonly field: DescField };

/** What a binding makes of a path and a query, compiled once. */
export class RequestPlan {
  readonly body: BodyPlan;
  /** What the query may set, for the documents. */
  readonly parameters: readonly Parameter[];
  readonly #desc: DescMessage;
  readonly #policy: Method["policy"];
  readonly #variables: readonly (Variable & { readonly parameter: Parameter })[];
  readonly #byName = new Map<string, Parameter>();

  /** Throws an Error when the binding names fields that the message does not have, or that no path can set. */
  constructor(binding: Binding, { input: desc, policy }: Pick<Method, "input" | "policy">) {
    this.#desc = desc;
    this.#policy = policy;
    this.body = toBodyPlan(binding, desc);
    this.#variables = binding.template.variables.map((variable) => ({
      ...variable,
      parameter: toPathParameter(desc, variable.field),
    }));
    const bound = new Set([...binding.template.variables.map((variable) => variable.field), binding.body]);
    this.parameters = this.body.kind === "whole" ? [] : listParameters(desc, (name) => bound.has(name));
    for (const parameter of this.parameters) {
      this.#byName.set(parameter.jsonName, parameter).set(parameter.name, parameter);
    }
  }

  /** An empty request. */
  create(): Message {
    return create(this.#desc);
  }

  /** The parameter that a path variable sets. */
  pathParameter(field: string): Parameter {
    return this.#variables.find((variable) => variable.field === field)!.parameter;
  }

  /** Sets what path and query say on `message`. Throws BAD_PARAMETER. */
  apply(match: RouteMatch<unknown>, query: string, message: Message): Message {
    for (const variable of this.#variables) {
      const raw = match.text(variable.start, variable.end);
      const text = variable.isMulti ? decodeSegments(raw) : decodeSegment(raw);
      if (text === undefined) throw badParameter(variable.field, `must be percent-encoded UTF-8; it is ${quote(raw)}`);
      variable.parameter.assign(message, [text]);
    }
    if (query !== "") this.#applyQuery(query, message);
    return message;
  }

  #applyQuery(query: string, message: Message): void {
    const texts = new Map<Parameter, string[]>();
    for (const pair of query.split("&")) {
      if (pair === "") continue;
      const equals = pair.indexOf("=");
      const [name, value] = equals < 0 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
      const parameter = this.#find(decodeQuery(name) ?? name);
      if (!parameter) continue;
      const text = decodeQuery(value);
      if (text === undefined) {
        throw badParameter(parameter.name, `must be percent-encoded UTF-8; it is ${quote(value)}`);
      }
      const known = texts.get(parameter);
      if (known) known.push(text);
      else texts.set(parameter, [text]);
    }
    for (const [parameter, values] of texts) parameter.assign(message, values);
  }

  /** Undefined for one that is to be ignored. */
  #find(name: string): Parameter | undefined {
    const parameter = this.#byName.get(name);
    if (parameter || this.#policy.ignoresUnknownQuery) return parameter;
    const known = this.parameters.map((candidate) => toJsonName(candidate, this.#policy.json));
    const hint = known.length > 0 ? `those known are ${known.join(", ")}` : "none is known here";
    throw new Fault({
      code: "invalid_argument",
      reason: "BAD_PARAMETER",
      message: `Parameter ${quote(name)} is unknown; ${hint}.`,
      violations: [{ field: name.slice(0, 64), rule: "unknown", message: hint }],
    });
  }
}

/** Finds a field path such as `user.id` in a message. */
function toPathParameter(desc: DescMessage, path: string): Parameter {
  const fields: DescField[] = [];
  let at: DescMessage | undefined = desc;
  for (const name of path.split(".")) {
    const field: DescField | undefined = at?.fields.find((candidate) => candidate.name === name);
    if (!field) throw new Error(`${desc.typeName} has no field ${path}`);
    fields.push(field);
    at = field.fieldKind === "message" ? field.message : undefined;
  }
  const parameter = createParameter(fields);
  if (!parameter || parameter.isRepeated) throw new Error(`${desc.typeName}.${path} cannot be bound to a path`);
  return parameter;
}

function toBodyPlan(binding: Binding, desc: DescMessage): BodyPlan {
  if (binding.body === "") return { kind: "none" };
  if (binding.body === "*") return { kind: "whole" };
  const field = desc.fields.find((candidate) => candidate.name === binding.body);
  if (!field) throw new Error(`${desc.typeName} has no field ${binding.body}, which is to hold the body`);
  return { kind: "field", field };
}
