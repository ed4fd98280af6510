// Where values are, and what else each could be: read from the values and their schema, so that a new value is tested as
// soon as it is there.

/** A part of a JSON Schema. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly maximum?: number;
  readonly format?: string;
}

/** A value that has no values below it. */
export interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly schema: Schema;
}

/** What lists and maps could be, by the last part of their path. */
const others: Readonly<Record<string, unknown>> = {
  imagePullSecrets: [{ name: "changed" }],
  tolerations: [{ key: "changed", operator: "Exists" }],
  affinity: { podAntiAffinity: {} },
  extraIngress: [{ from: [{ podSelector: {} }] }],
  extraEgress: [{ to: [{ podSelector: {} }] }],
  parentRefs: [{ name: "changed" }],
  routes: [{ kind: "exact", path: "/changed" }],
  rpcs: ["changed.v1.ChangedService"],
  settings: { CHANGED: "1" },
  configFiles: { CHANGED_FILE: { configMap: "changed", key: "file" } },
  secretSettings: { CHANGED: { secretName: "changed", key: "changed" } },
  issuerRef: { name: "changed", kind: "ClusterIssuer" },
  hostnames: ["changed.example.com"],
  grpcHostnames: ["changed.example.com"],
  stores: ["nats"],
  configMaps: { changed: { file: "changed" } },
};

const texts = ["changed", "changed-", "99s", "3Gi", "750m", "http://changed.example.com:9", `sha256:${"0".repeat(64)}`];

/** All leaves of the values, each with its schema. Throws where the schema knows no such value. */
export function listLeaves(values: object, root: Schema): readonly Leaf[] {
  const walk = (value: unknown, schema: Schema, path: readonly string[]): readonly Leaf[] => {
    if (!schema.properties && !isMapOfObjects(schema, root)) return [{ path, value, schema }];
    return Object.entries(value as object).flatMap(([key, inner]) => {
      const below = schema.properties?.[key] ?? (schema.additionalProperties as Schema | undefined);
      if (!below) throw new Error(`the schema does not know ${[...path, key].join(".")}`);
      return walk(inner, resolve(below, root), [...path, key]);
    });
  };
  return walk(values, root, []);
}

/** Another value that the schema allows. */
export function toOther({ path, value, schema }: Leaf): unknown {
  const key = path.at(-1)!;
  if (key in others) return others[key];
  if (schema.type === "boolean") return !value;
  if (schema.enum) return schema.enum.find((one) => one !== value);
  if (schema.type === "integer") return schema.maximum === value ? Number(value) - 1 : Number(value) + 1;
  if (schema.type === "number") return Number(value) / 2;
  if (schema.type === "array") return [...(value as readonly string[]), "changed"];
  if (schema.type === "object") return { ...(value as object), changed: "changed" };
  if (schema.format === "hostname") return "changed.example.com";
  return texts.find((text) => text !== value && new RegExp(schema.pattern ?? "").test(text));
}

/** Text may stand for "none" as well: what counts is what it is otherwise. */
function resolve(schema: Schema, root: Schema): Schema {
  if (schema.$ref) return resolve(root.$defs![schema.$ref.replace("#/$defs/", "")]!, root);
  return schema.anyOf ? resolve(schema.anyOf.at(-1)!, root) : schema;
}

function isMapOfObjects({ additionalProperties }: Schema, root: Schema): boolean {
  return typeof additionalProperties === "object" && resolve(additionalProperties, root).properties !== undefined;
}
