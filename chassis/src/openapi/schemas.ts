import {
  type DescEnum,
  type DescField,
  type DescMessage,
  type DescOneof,
  getOption,
  hasOption,
} from "@bufbuild/protobuf";
import { isWrapperDesc } from "@bufbuild/protobuf/wkt";
import { field_behavior as behaviorOption, FieldBehavior } from "@flotilla/contract/google/api/field_behavior";
import { type JsonPolicy, plainJson } from "../policy.ts";
import { toJsonName } from "../protocol/rest/json-form.ts";
import type { Comments, JsonSchema } from "./json-schema.ts";
import { applyRules, isOneofRequired, type Rules, readRules } from "./rule-keywords.ts";
import { scalarSchemas } from "./scalar-schema.ts";
import { wellKnownSchemas } from "./well-known.ts";

/** One entry of `components.schemas`, and the JSON that it describes. */
interface Component {
  readonly json: JsonPolicy;
  schema: JsonSchema;
}

/**
 * Collects the schemas of all messages and enums that somebody refers to, by full name; a message that services show in
 * different ways has one for each, under a number after the name from the second on.
 */
export class Schemas {
  readonly #comments: Comments;
  readonly #json: JsonPolicy;
  readonly #components: Map<string, Component>;

  constructor(comments: Comments, json: JsonPolicy = plainJson, components: Map<string, Component> = new Map()) {
    this.#comments = comments;
    this.#json = json;
    this.#components = components;
  }

  /** The same collection, as a service sees it whose JSON is this. */
  in(json: JsonPolicy): Schemas {
    return new Schemas(this.#comments, json, this.#components);
  }

  /** The name of a field in JSON, or of a parameter that sets it. */
  nameOf(field: Pick<DescField, "name" | "jsonName">): string {
    return toJsonName(field, this.#json);
  }

  /** `components.schemas`, sorted. */
  get components(): Readonly<Record<string, JsonSchema>> {
    const sorted = [...this.#components].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([name, { schema }]) => [name, schema]));
  }

  /** A reference to the message's schema, or the schema itself where a well-known type has a form of its own. */
  message(desc: DescMessage): JsonSchema {
    const known = wellKnownSchemas.get(desc.typeName);
    if (known) return known;
    if (isWrapperDesc(desc)) return orNull(this.field(desc.fields[0]!));
    return this.#refer(desc, this.#json, () => this.object(desc, () => true));
  }

  /** The schema of a message of which only some fields count. */
  object(desc: DescMessage, isWanted: (field: DescField) => boolean): JsonSchema {
    const fields = desc.fields.filter(isWanted);
    const properties = Object.fromEntries(fields.map((field) => [this.nameOf(field), this.field(field)]));
    const required = fields.filter(isRequired).map((field) => this.nameOf(field));
    const choices = desc.oneofs.map((oneof) => this.#toChoice(oneof));
    return {
      type: "object",
      ...this.#describe(desc.typeName),
      properties,
      ...(required.length > 0 && { required }),
      ...(choices.length > 0 && { allOf: choices }),
      ...(!this.#json.ignoresUnknown && { additionalProperties: false }),
    };
  }

  /** A field with its rules, its behaviour and what the .proto file says of it. */
  field(field: DescField): JsonSchema {
    const behaviors = hasOption(field, behaviorOption) ? getOption(field, behaviorOption) : [];
    return {
      ...this.#value(field),
      ...this.#describe(`${field.parent.typeName}.${field.name}`),
      ...(behaviors.includes(FieldBehavior.OUTPUT_ONLY) && { readOnly: true }),
      ...(behaviors.includes(FieldBehavior.INPUT_ONLY) && { writeOnly: true }),
      ...(field.deprecated && { deprecated: true }),
    };
  }

  #value(field: DescField): JsonSchema {
    const rules = readRules(field);
    if (field.fieldKind === "list") {
      const items = applyRules(this.#single(field), inner(rules, "repeated", "items"));
      return applyRules({ type: "array", items }, rules);
    }
    if (field.fieldKind === "map") {
      const additionalProperties = applyRules(this.#single(field), inner(rules, "map", "values"));
      return applyRules({ type: "object", additionalProperties }, rules);
    }
    return applyRules(this.#single(field), rules);
  }

  #single(field: DescField): JsonSchema {
    if (field.enum) return this.#enum(field.enum);
    if (field.message) return this.message(field.message);
    return scalarSchemas[field.scalar!];
  }

  #enum(desc: DescEnum): JsonSchema {
    if (desc.typeName === "google.protobuf.NullValue") return { type: "null" };
    return this.#refer(desc, plainJson, () => ({
      type: "string",
      ...this.#describe(desc.typeName),
      enum: desc.values.map((value) => value.name),
    }));
  }

  #refer({ typeName }: DescMessage | DescEnum, json: JsonPolicy, create: () => JsonSchema): JsonSchema {
    let name = typeName;
    for (let number = 2; isOther(this.#components.get(name), json); number++) name = `${typeName}.${number}`;
    if (!this.#components.has(name)) {
      // Known before it is complete: it may refer to itself.
      const component: Component = { json, schema: {} };
      this.#components.set(name, component);
      component.schema = create();
    }
    return { $ref: `#/components/schemas/${name}` };
  }

  /** At most one member of a oneof is there; exactly one where the rules ask for it. */
  #toChoice(oneof: DescOneof): JsonSchema {
    const members = oneof.fields.map((field) => ({ required: [this.nameOf(field)] }));
    return { oneOf: isOneofRequired(oneof) ? members : [...members, { not: { anyOf: members } }] };
  }

  #describe(name: string): { description?: string } {
    const description = this.#comments[name];
    return description === undefined ? {} : { description };
  }
}

/** Does a request without this field break the contract? */
export function isRequired(field: DescField): boolean {
  const says = hasOption(field, behaviorOption) && getOption(field, behaviorOption).includes(FieldBehavior.REQUIRED);
  return says || readRules(field)["required"] === true;
}

function inner(rules: Rules, kind: string, name: string): Rules {
  return ((rules[kind] as Rules | undefined)?.[name] as Rules | undefined) ?? {};
}

function orNull(schema: JsonSchema): JsonSchema {
  return { ...schema, type: [schema["type"], "null"] };
}

function isOther(component: Component | undefined, { isSnakeCase, ignoresUnknown }: JsonPolicy): boolean {
  if (!component) return false;
  return component.json.isSnakeCase !== isSnakeCase || component.json.ignoresUnknown !== ignoresUnknown;
}
