import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
  type Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  type KindValidator,
  locationEntityV1alpha1Validator,
  NoForeignRootFieldsEntityPolicy,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  systemEntityV1alpha1Validator,
} from "@backstage/catalog-model";
import { parseAllDocuments } from "yaml";
import { readFleet } from "../generate/fleet.ts";
import { generators } from "../generate/generators.ts";

const root = join(import.meta.dirname, "../..");
const repository = `https://github.com/${readFleet().repository}`;

/** What the catalogue checks of every entity, and of each kind. */
const policy = EntityPolicies.allOf([
  new SchemaValidEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);
const validators: Readonly<Record<string, KindValidator>> = {
  API: apiEntityV1alpha1Validator,
  Component: componentEntityV1alpha1Validator,
  Domain: domainEntityV1alpha1Validator,
  Group: groupEntityV1alpha1Validator,
  Location: locationEntityV1alpha1Validator,
  Resource: resourceEntityV1alpha1Validator,
  System: systemEntityV1alpha1Validator,
};

/** An entity as the catalogue takes it in: with the text of the file that its definition refers to. */
interface Read {
  readonly path: string;
  readonly entity: Entity;
}

const entities = ["catalog-info.yaml", ...readTargets()].flatMap(readEntities);

function readTargets(): readonly string[] {
  const location = readEntities("catalog-info.yaml").find(({ entity }) => entity.kind === "Location");
  const { targets } = location!.entity.spec as unknown as { targets: readonly string[] };
  return targets.map((target) => join(".", target));
}

function readEntities(path: string): readonly Read[] {
  const documents = parseAllDocuments(readFileSync(join(root, path), "utf8"));
  return documents.map((document) => ({ path, entity: resolveText(path, document.toJS()) }));
}

function resolveText(path: string, entity: Entity): Entity {
  const definition = entity.spec?.["definition"];
  if (typeof definition !== "object") return entity;
  const { $text } = definition as { $text: string };
  const text = readFileSync(join(root, dirname(path), $text), "utf8");
  return { ...entity, spec: { ...entity.spec, definition: text } };
}

/** `kind:name`, in lower case as the catalogue compares them. */
const toRef = (kind: string, name: string) => `${kind}:${name}`.toLowerCase();

describe("the catalogue", () => {
  for (const { entity } of entities) {
    it(`has ${entity.kind} ${entity.metadata.name} as Backstage wants it`, async () => {
      await policy.enforce(entity);
      assert.equal(await validators[entity.kind]!.check(entity), true);
    });
  }

  it("has each service, and each name once", () => {
    const refs = entities.map(({ entity }) => toRef(entity.kind, entity.metadata.name));
    assert.deepEqual(refs, [...new Set(refs)]);
    for (const { name } of readFleet().services) assert.ok(refs.includes(`component:${name}`), name);
  });

  it("refers to nothing that it does not have", () => {
    const refs = new Set(entities.map(({ entity }) => toRef(entity.kind, entity.metadata.name)));
    const wanted = entities.flatMap(({ entity }) => listReferences(entity));
    assert.ok(wanted.length > entities.length);
    for (const ref of wanted) assert.ok(refs.has(ref), ref);
  });

  it("links to files of the repository", () => {
    const links = entities.flatMap(({ entity }) => entity.metadata.links ?? []);
    assert.ok(links.length > 0);
    for (const { url } of links) {
      const path = url.replace(`${repository}/blob/main/`, "");
      assert.ok(readable(path), url);
    }
  });

  for (const folder of ["asyncapi", "openapi"]) {
    it(`has no document in ${folder}/ that nobody generates`, () => {
      const prefix = `deploy/catalogue/${folder}/`;
      const made = generators
        .flatMap((generate) => generate(readFleet()))
        .filter(({ path }) => path.startsWith(prefix));
      const files = readdirSync(join(root, prefix)).map((name) => prefix + name);
      assert.deepEqual(files.sort(), made.map(({ path }) => path).sort());
    });
  }
});

function listReferences({ spec }: Entity): readonly string[] {
  const {
    owner,
    system,
    domain,
    dependsOn = [],
    providesApis = [],
    consumesApis = [],
  } = spec as {
    owner?: string;
    system?: string;
    domain?: string;
    dependsOn?: readonly string[];
    providesApis?: readonly string[];
    consumesApis?: readonly string[];
  };
  return [
    ...[owner, ...dependsOn].filter((ref) => ref !== undefined).map((ref) => ref.toLowerCase()),
    ...(system ? [toRef("system", system)] : []),
    ...(domain ? [toRef("domain", domain)] : []),
    ...[...providesApis, ...consumesApis].map((name) => toRef("api", name)),
  ];
}

function readable(path: string): boolean {
  try {
    return readdirSync(join(root, dirname(path))).includes(path.split("/").at(-1)!);
  } catch {
    return false;
  }
}
