import type { Entity } from "@backstage/catalog-model";

/** What an entity says of others, by name or by `kind:name`. */
interface Relations {
  readonly owner?: string;
  readonly system?: string;
  readonly domain?: string;
  readonly dependsOn?: readonly string[];
  readonly providesApis?: readonly string[];
  readonly consumesApis?: readonly string[];
}

/** An entity's name as others refer to it, `kind:name` in lower case: the catalogue tells no cases apart. */
export function toRef(kind: string, name: string): string {
  return `${kind}:${name}`.toLowerCase();
}

/** All that an entity refers to. */
export function listReferences({ spec }: Entity): readonly string[] {
  const { owner, system, domain, dependsOn = [], providesApis = [], consumesApis = [] } = (spec ?? {}) as Relations;
  return [
    ...[owner, ...dependsOn].filter((ref) => ref !== undefined).map((ref) => ref.toLowerCase()),
    ...(system ? [toRef("system", system)] : []),
    ...(domain ? [toRef("domain", domain)] : []),
    ...[...providesApis, ...consumesApis].map((name) => toRef("api", name)),
  ];
}
