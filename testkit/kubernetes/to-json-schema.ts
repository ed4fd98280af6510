/** A schema of OpenAPI 3.0 as an API server publishes it, or of JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly nullable?: boolean;
  readonly [keyword: string]: unknown;
}

/** The schemas of one API group and version, by name. */
export type Schemas = Readonly<Record<string, Schema>>;

const openApiPrefix = "#/components/schemas/";
const inside = ["allOf", "anyOf", "oneOf"];

/**
 * The schema `name` and all that it refers to as one JSON Schema (draft 7) that, unlike the published one, refuses fields
 * which nobody declared.
 */
export function toJsonSchema(schemas: Schemas, name: string): Schema {
  const definitions: Record<string, Schema> = {};
  const define = (wanted: string) => {
    if (wanted in definitions) return;
    definitions[wanted] = {};
    definitions[wanted] = convert(schemas[wanted] ?? {}, define);
  };
  define(name);
  return { $schema: "http://json-schema.org/draft-07/schema#", $ref: `#/definitions/${name}`, definitions };
}

function convert(schema: Schema, refer: (name: string) => void): Schema {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(openApiPrefix.length);
    refer(name);
    return { $ref: `#/definitions/${name}` };
  }
  const result: Record<string, unknown> = { ...schema };
  const { properties, items, additionalProperties: others } = schema;
  if (properties) result["properties"] = mapValues(properties, (property) => convert(property, refer));
  if (items) result["items"] = convert(items, refer);
  if (typeof others === "object") result["additionalProperties"] = convert(others, refer);
  for (const keyword of inside.filter((known) => known in schema)) {
    result[keyword] = (schema[keyword] as readonly Schema[]).map((branch) => convert(branch, refer));
  }
  if (isClosed(schema)) result["additionalProperties"] = false;
  if (schema.nullable && typeof schema.type === "string") result["type"] = [schema.type, "null"];
  if (schema["x-kubernetes-int-or-string"]) result["type"] = ["integer", "string"];
  return result;
}

/** A branch of `anyOf` has no type in Kubernetes' schemas: it narrows an object that is declared around it. */
function isClosed(schema: Schema): boolean {
  const isOpen = schema["x-kubernetes-preserve-unknown-fields"] || schema["x-kubernetes-embedded-resource"];
  return schema.type === "object" && !!schema.properties && schema.additionalProperties === undefined && !isOpen;
}

function mapValues<V, R>(record: Readonly<Record<string, V>>, map: (value: V) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}
