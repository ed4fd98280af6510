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
import type { Comments, JsonSchema } from "./json-schema.ts";
import { applyRules, isOneofRequired, type Rules, readRules } from "./rule-keywords.ts";
import { scalarSchemas } from "./scalar-schema.ts";
import { wellKnownSchemas } from "./well-known.ts";

/** Collects the schemas of all messages and enums that somebody refers to, by full name. */
export class Schemas {
  readonly #comments: Comments;
  readonly #components: Record<string, JsonSchema> = {};

  constructor(comments: Comments) {
    this.#comments = comments;
  }

  /** `components.schemas`, sorted. */
  get components(): Readonly<Record<string, JsonSchema>> {
    return Object.fromEntries(Object.entries(this.#components).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** A reference to the message's schema, or the schema itself where a well-known type has a form of its own. */
  message(desc: DescMessage): JsonSchema {
    const known = wellKnownSchemas.get(desc.typeName);
    if (known) return known;
    if (isWrapperDesc(desc)) return orNull(this.field(desc.fields[0]!));
    return this.#refer(desc, () => this.object(desc, () => true));
  }

  /** The schema of a message of which only some fields count. */
  object(desc: DescMessage, isWanted: (field: DescField) => boolean): JsonSchema {
    const fields = desc.fields.filter(isWanted);
    const properties = Object.fromEntries(fields.map((field) => [field.jsonName, this.field(field)]));
    const required = fields.filter(isRequired).map((field) => field.jsonName);
    const choices = desc.oneofs.map(toChoice);
    return {
      type: "object",
      ...this.#describe(desc.typeName),
      properties,
      ...(required.length > 0 && { required }),
      ...(choices.length > 0 && { allOf: choices }),
      additionalProperties: false,
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
    return this.#refer(desc, () => ({
      type: "string",
      ...this.#describe(desc.typeName),
      enum: desc.values.map((value) => value.name),
    }));
  }

  #refer(desc: DescMessage | DescEnum, create: () => JsonSchema): JsonSchema {
    const { typeName } = desc;
    if (!this.#components[typeName]) {
      this.#components[typeName] = {};
      this.#components[typeName] = create();
    }
    return { $ref: `#/components/schemas/${typeName}` };
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

/** At most one member of a oneof is there; exactly one where the rules ask for it. */
function toChoice(oneof: DescOneof): JsonSchema {
  const members = oneof.fields.map((field) => ({ required: [field.jsonName] }));
  return { oneOf: isOneofRequired(oneof) ? members : [...members, { not: { anyOf: members } }] };
}
