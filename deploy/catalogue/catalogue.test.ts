import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  domainEntityV1alpha1Validator,
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
import { readFleet } from "../generate/fleet.ts";
import { generators } from "../generate/generators.ts";
import { readEntities } from "./test/read-entities.ts";
import { listReferences, toRef } from "./test/references.ts";

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

const entities = readEntities();
const refs = entities.map(({ kind, metadata }) => toRef(kind, metadata.name));

describe("the catalogue", () => {
  for (const entity of entities) {
    it(`has ${entity.kind} ${entity.metadata.name} as Backstage wants it`, async () => {
      await policy.enforce(entity);
      assert.equal(await validators[entity.kind]!.check(entity), true);
    });
  }

  it("has each service, and each name once", () => {
    assert.deepEqual(refs, [...new Set(refs)]);
    for (const { name } of readFleet().services) assert.ok(refs.includes(`component:${name}`), name);
  });

  it("refers to nothing that it does not have", () => {
    const wanted = entities.flatMap(listReferences);
    assert.ok(wanted.length > entities.length);
    for (const ref of wanted) assert.ok(refs.includes(ref), ref);
  });

  it("links to files of the repository", () => {
    const links = entities.flatMap(({ metadata }) => metadata.links ?? []);
    assert.ok(links.length > 0);
    for (const { url } of links) {
      assert.ok(existsSync(join(root, url.replace(`${repository}/blob/main/`, ""))), url);
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
