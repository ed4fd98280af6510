// The pages are held to the repository: what they name exists, and what exists is named.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, it } from "node:test";
import { root } from "./project.mjs";

const read = (path) => readFileSync(join(root, path), "utf8");
const find = (pattern) => globSync(pattern, { cwd: root, exclude: (path) => path.includes("node_modules") });
const manifests = find(["package.json", "*/package.json", "services/*/package.json"]).map((path) => ({
  path,
  manifest: JSON.parse(read(path)),
}));
const pages = find(["*.md", "docs/**/*.md", "services/*/README.md", "*/README.md"]);

describe("the dependencies", () => {
  const all = manifests.flatMap(({ path, manifest }) =>
    Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).map(([name, version]) => ({
      path,
      name,
      version,
    })),
  );

  it("have exact versions", () => {
    assert.deepEqual(
      all.filter(({ version }) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)),
      [],
    );
  });

  it("are each explained in docs/decisions/dependencies.md", () => {
    const page = read("docs/decisions/dependencies.md");
    const isNamed = (name) => page.includes(`\`${name}\``) || page.includes(`\`${basename(name)}\``);
    assert.deepEqual(
      all.filter(({ name }) => !name.startsWith("@flotilla/") && !isNamed(name)),
      [],
    );
  });

  it("are not explained without being used", () => {
    const rows = read("docs/decisions/dependencies.md").match(/^\| `.*$/gm) ?? [];
    const named = rows.flatMap((row) => [...row.split("|")[1].matchAll(/`([^`]+)`/g)].map(([, name]) => name));
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter((named) => !all.some(({ name }) => name === named || basename(name) === named)),
      [],
    );
  });
});

describe("the decisions", () => {
  const records = find("docs/decisions/*.md").filter((path) => basename(path) !== "README.md");

  it("are at most forty lines each", () => {
    assert.deepEqual(
      records.filter((path) => read(path).split("\n").length > 41),
      [],
    );
  });

  it("are all in the index", () => {
    const index = read("docs/decisions/README.md");
    assert.deepEqual(
      records.filter((path) => !index.includes(`(${basename(path)})`)),
      [],
    );
  });
});

describe("the pages", () => {
  for (const page of pages) {
    it(`${page} links only to what exists`, () => {
      const targets = [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)].map(([, target]) => target);
      assert.deepEqual(
        targets.filter((target) => !existsSync(join(root, dirname(page), target))),
        [],
      );
    });
  }

  it("name npm scripts that exist", () => {
    const form = /npm run ([a-z][\w:-]*)(?:[^\n`]* -w (@flotilla\/[\w-]+))?/g;
    const named = pages.flatMap((page) =>
      [...read(page).matchAll(form)].map(([said, name, of]) => ({ page, said, name, of })),
    );
    const hasScript = ({ name, of = "flotilla" }) =>
      manifests.some(({ manifest }) => manifest.name === of && name in (manifest.scripts ?? {}));
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.filter((entry) => !hasScript(entry)),
      [],
    );
  });

  it("name files of the repository that exist", () => {
    const form = /`((?:\.ci|bench|chassis|cli|contract|docs|fleet|scripts|services|testkit)\/[\w./-]+)`/g;
    const named = pages.flatMap((page) => [...read(page).matchAll(form)].map(([, path]) => ({ page, path })));
    assert.deepEqual(
      named.filter(({ path }) => !existsSync(join(root, path))),
      [],
    );
  });
});

describe("docs/operations.md", () => {
  it("names every metric family that the code declares", () => {
    const sources = find(["chassis/src/**/*.ts", "services/*/src/**/*.ts"]).filter(
      (path) => !path.endsWith(".test.ts"),
    );
    const declared = sources.flatMap((path) =>
      [...read(path).matchAll(/\bname: "([a-z]+(?:_[a-z]+)*_(?:total|seconds|bytes|state|pending))"/g)].map(
        ([, name]) => name,
      ),
    );
    assert.ok(declared.includes("rpc_server_duration_seconds"));
    const page = read("docs/operations.md");
    assert.deepEqual(
      declared.filter((name) => !page.includes(`\`${name}\``)),
      [],
    );
  });
});
