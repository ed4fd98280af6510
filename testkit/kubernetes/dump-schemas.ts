import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StartedCluster } from "./start-cluster.ts";
import { type Schemas, toJsonSchema } from "./to-json-schema.ts";

interface KindName {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/**
 * Writes the schema of every kind that the cluster knows to `<folder>/<kind>[-<group's first part>]-<version>.json`, all in
 * lower case: what kubeconform calls `{{.ResourceKind}}{{.KindSuffix}}.json`. Resolves with their number.
 */
export async function dumpSchemas({ kubectl }: StartedCluster, folder: string): Promise<number> {
  const unfinished = `${folder}-${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  const { paths } = JSON.parse(await kubectl("get", "--raw", "/openapi/v3")) as {
    readonly paths: Record<string, unknown>;
  };
  const groups = Object.keys(paths).filter((path) => /^apis?\/(.+\/)?v\d/.test(path));
  let count = 0;
  for (const path of groups) {
    const { components } = JSON.parse(await kubectl("get", "--raw", `/openapi/v3/${path}`)) as {
      readonly components?: { readonly schemas?: Schemas };
    };
    for (const [file, schema] of toFiles(components?.schemas ?? {}, path)) {
      writeFileSync(join(unfinished, file), JSON.stringify(schema));
      count++;
    }
  }
  rmSync(folder, { recursive: true, force: true });
  renameSync(unfinished, folder);
  return count;
}

/** Kinds that several groups share, such as DeleteOptions, say so: only those of this group are resources. */
function toFiles(schemas: Schemas, path: string): readonly (readonly [string, unknown])[] {
  return Object.entries(schemas).flatMap(([name, schema]) => {
    const kinds = (schema["x-kubernetes-group-version-kind"] ?? []) as readonly KindName[];
    const own = kinds.length === 1 ? kinds.filter((kind) => toPath(kind) === path) : [];
    return own.map((kind) => [toFile(kind), toJsonSchema(schemas, name)] as const);
  });
}

function toPath({ group, version }: KindName): string {
  return group === "" ? `api/${version}` : `apis/${group}/${version}`;
}

function toFile({ group, version, kind }: KindName): string {
  const [first] = group.split(".");
  return `${[kind, ...(first ? [first] : []), version].join("-").toLowerCase()}.json`;
}
