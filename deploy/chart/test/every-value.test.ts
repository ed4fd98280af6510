import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { type Leaf, listLeaves, type Schema, toOther } from "./leaves.ts";
import { everything, stores } from "./options.ts";
import { chart, find, missesHelm, parseManifests, renderText } from "./render-chart.ts";

const values = parse(readFileSync(join(chart, "values.yaml"), "utf8"));
const schema = JSON.parse(readFileSync(join(chart, "values.schema.json"), "utf8"));
const leaves = listLeaves(values, schema).filter(isMeant);

/** What a value needs to matter, beside everything. */
const needs: readonly (readonly [RegExp, object])[] = [
  [/\.replicas$/, { serviceDefaults: { autoscaling: { enabled: false } } }],
  [/^gatewayApi\.parentRefs/, { gatewayApi: { className: "", parentRefs: [{ name: "gateway" }] } }],
  [/^tls\.secretName/, { certManager: { enabled: false }, tls: { secretName: "certificate" } }],
  [/^certManager\.enabled/, { tls: { secretName: "certificate" } }],
  [/^storeDefaults\.enabled/, { storeDefaults: { external: { secretName: "elsewhere" } } }],
  [/^storeDefaults\.external/, { storeDefaults: { enabled: false, external: { secretName: "elsewhere" } } }],
  [/^stores\.\w+\.external/, { stores }],
  [/^stores\.\w+\.isOptional/, { stores: { ...stores, redis: { enabled: false }, nats: { enabled: false } } }],
];

describe("values of the chart", { skip: missesHelm, concurrency: 4 }, () => {
  const baselines = new Map<string, Promise<string>>();
  const renderBaseline = (extra: object) => {
    const key = JSON.stringify(extra);
    const known = baselines.get(key) ?? renderText(merge(everything, extra));
    baselines.set(key, known);
    return known;
  };

  for (const group of groupLeaves()) {
    const { path } = group[0]!;
    const name = path.join(".");
    const extra = needs.find(([pattern]) => pattern.test(name))?.[1] ?? {};
    it(`makes a difference by ${name}${group.length > 1 ? `, and ${group.length - 1} like it` : ""}`, async () => {
      const start = merge(merge(values, everything), extra);
      const change = group.map((leaf) => at(leaf.path, toOther({ ...leaf, value: read(start, leaf.path) })));
      const changed = renderText([everything, extra, ...change].reduce(merge));
      if (name.endsWith("isOptional")) return assert.rejects(changed, /name a Secret with its URL/);
      const [before, after] = [await renderBaseline(extra), await changed];
      for (const leaf of group) {
        const own = (text: string) => (group.length > 1 ? pick(text, leaf.path[1]!) : text);
        assert.notEqual(own(after), own(before), leaf.path.join("."));
      }
    });
  }

  it("lets a service say otherwise than all", async () => {
    const shared = leaves.filter(({ path }) => path[0] === "serviceDefaults" && path[1] !== "enabled");
    const set = (leaf: Leaf, to: readonly string[]) => at([...to, ...leaf.path.slice(1)], toOther(leaf));
    const change = (to: readonly string[]) => shared.map((leaf) => set(leaf, to)).reduce(merge, {});
    const [byAll, byItself] = await Promise.all([
      renderText(change(["serviceDefaults"])),
      renderText(change(["services", "clock"])),
    ]);
    assert.equal(pick(byItself, "clock"), pick(byAll, "clock"));
    assert.notEqual(pick(byItself, "places"), pick(byAll, "places"));
  });

  it("may leave a service out", async () => {
    const manifests = parseManifests(await renderText({ services: { pictures: { enabled: false } } }));
    assert.ok(!manifests.some(({ metadata }) => metadata.name.startsWith("pictures")));
    find(manifests, "Deployment", "hello");
  });

  it("shows each value that the schema knows", () => {
    const list = (at: Schema, path: string): readonly string[] =>
      Object.entries(at.properties ?? {}).flatMap(([key, inner]) => [
        `${path}${key}`,
        ...list(inner, `${path}${key}.`),
      ]);
    const shown = (name: string) => read(values, name.split(".")) !== undefined;
    const own = { ...schema, properties: { ...schema.properties, stores: {} } };
    // Helm's own, and what only some issuers and gateways want.
    const free = /^(global|stores|certManager\.issuerRef\..*)$/;
    assert.deepEqual(
      list(own, "").filter((name) => !shown(name) && !free.test(name)),
      [],
    );
  });

  it("refuses what it does not know", async () => {
    await assert.rejects(renderText({ services: { hello: { replica: 3 } } }), /replica/);
    await assert.rejects(renderText({ storeDefaults: { volume: { size: "much" } } }), /size/);
    await assert.rejects(renderText({ image: { tag: "latest" } }), /tag/);
  });
});

/** Those of the services, and those of the stores, go together by their kind: one rendering shows all. */
function groupLeaves(): readonly (readonly Leaf[])[] {
  const isShared = ({ path }: Leaf) => path[0] === "services" || path[0] === "stores";
  const toKind = ({ path }: Leaf) => (isShared({ path } as Leaf) ? [path[0], ...path.slice(2)] : path).join(".");
  return [...Map.groupBy(leaves, toKind).values()];
}

/** What nobody reaches from outside has no routes. */
function isMeant({ path: [top, name, key] }: Leaf): boolean {
  return !(top === "services" && (key === "routes" || key === "rpcs") && !values.services[name!].isPublic);
}

/** The objects that speak of a service or store. */
function pick(text: string, name: string): string {
  const pattern = new RegExp(`[ "/]${name}\\b`);
  const objects = text.split(/^---$/m).filter((object) => pattern.test(object));
  return objects.map((object) => object.trim()).join("\n");
}

function read(object: object, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], object);
}

function at(path: readonly string[], value: unknown): object {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}

function merge(one: object, other: object): object {
  const result: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const old = result[key];
    result[key] = isPlain(old) && isPlain(value) ? merge(old, value) : value;
  }
  return result;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
