// Every rule of biome.json that the house style depends on, broken once in a scratch project: a rule that nobody can
// break by mistake without noticing is a rule that holds.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { root } from "./project.mjs";

const borders = "lint/style/noRestrictedImports";

/** What is forbidden: [sentence, file, its text, the rule that must complain]. */
const planted = [
  ["the domain does no I/O", "services/users/src/domain/a.ts", imports("node:fs"), borders],
  ["the domain knows no adapter", "services/users/src/domain/b.ts", imports("../adapters/memory.ts"), borders],
  ["the domain knows no api", "services/users/src/domain/c.ts", imports("../api.ts"), borders],
  ["the domain knows no message", "services/users/src/domain/d.ts", imports("@flotilla/contract/user/user"), borders],
  [
    "the domain knows only what is pure in the chassis",
    "services/users/src/domain/e.ts",
    imports("@flotilla/chassis"),
    borders,
  ],
  ["an adapter knows no api", "services/users/src/adapters/a.ts", imports("../api.ts"), borders],
  ["an adapter knows no config", "services/users/src/adapters/b.ts", imports("../config.ts"), borders],
  ["api.ts knows no adapter", "services/users/src/api.ts", imports("./adapters/memory.ts"), borders],
  ["api.ts does no I/O", "services/hello/src/api.ts", imports("node:http"), borders],
  ["a file beside api.ts has its borders", "services/hello/src/page.ts", imports("./adapters/memory.ts"), borders],
  ["config.ts knows no app", "services/users/src/config.ts", imports("./app.ts"), borders],
  ["main.ts builds nothing itself", "services/users/src/main.ts", imports("./adapters/memory.ts"), borders],
  ["nothing imports main.ts", "services/users/src/app.ts", imports("./main.ts"), borders],
  ["a service imports no service", "services/hello/src/app.ts", imports("@flotilla/users"), borders],
  ["a service reaches no service by path", "services/ports/src/app.ts", imports("../../users/src/app.ts"), borders],
  ["a service imports no test kit", "services/ports/src/adapters/a.ts", imports("@flotilla/testkit"), borders],
  ["the chassis knows no service", "chassis/src/a.ts", imports("@flotilla/users"), borders],
  ["the chassis knows no service's contract", "chassis/src/b.ts", imports("@flotilla/contract/user/user"), borders],
  ["the chassis knows no service by a deep path", "chassis/src/d.ts", imports("@flotilla/users/app"), borders],
  ["nor a modern one", "chassis/src/c.ts", imports("@flotilla/contract/flotilla/users/v1/users"), borders],
  ["the chassis imports no test kit", "chassis/src/middleware/a.ts", imports("@flotilla/testkit"), borders],
  ["the HTTP/2 engine knows nothing of rpc", "http2/src/a.ts", imports("@flotilla/chassis"), borders],
  ["the HTTP/2 engine sits on sockets", "http2/src/b.ts", imports("node:http2"), borders],
  ["the test kit knows no service", "testkit/src/a.ts", imports("@flotilla/hello"), borders],
  ["the fleet looks into no service", "fleet/src/b.ts", imports("@flotilla/students/domain/student"), borders],
  ["the chassis knows no old contract", "chassis/src/e.ts", imports("@flotilla/contract/nis_test/nis_test"), borders],
  ["the fleet imports no test kit", "fleet/src/a.ts", imports("@flotilla/testkit"), borders],
  ["the cli imports no test kit", "cli/src/a.ts", imports("@flotilla/testkit"), borders],
  ["an import is declared", "cli/src/b.ts", imports("left-pad"), "lint/correctness/noUndeclaredDependencies"],
  [
    "imports make no circle",
    "cli/src/c.ts",
    `${imports("./d.ts")}export const c = 1;\n`,
    "lint/suspicious/noImportCycles",
  ],
  ["nothing is any", "cli/src/e.ts", "export const e = (x: any) => x;\n", "lint/suspicious/noExplicitAny"],
  ["nothing writes to the console", "cli/src/f.ts", 'console.log("f");\n', "lint/suspicious/noConsole"],
  ["nothing is a default export", "cli/src/g.ts", "export default 1;\n", "lint/style/noDefaultExport"],
  ["the environment is read in main.ts", "cli/src/h.ts", "export const h = process.env;\n", "lint/style/noProcessEnv"],
  ["a file name is in kebab-case", "cli/src/badName.ts", "export {};\n", "lint/style/useFilenamingConvention"],
  ["a file ends at 300 lines", "cli/src/i.ts", "export {};\n".repeat(301), "lint/style/noExcessiveLinesPerFile"],
  ["a function ends at 50 lines", "cli/src/j.ts", longFunction(51), "lint/complexity/noExcessiveLinesPerFunction"],
  ["a function takes four values at most", "cli/src/k.ts", manyParameters(5), "lint/complexity/useMaxParams"],
  ["a promise is awaited", "cli/src/l.ts", floatingPromise(), "lint/nursery/noFloatingPromises"],
];

/** What is allowed and must stay so. */
const innocent = [
  ["services/users/src/domain/f.ts", `${imports("@flotilla/chassis/relation")}${imports("@flotilla/chassis/listing")}`],
  ["services/users/src/domain/ok.ts", `${imports("@flotilla/chassis/fault")}${imports("./age.ts")}`],
  ["services/users/src/adapters/ok.ts", `${imports("node:sqlite")}${imports("../domain/age.ts")}`],
  ["services/ports/src/api.ts", `${imports("./domain/age.ts")}${imports("@flotilla/chassis")}`],
  ["services/users/src/domain/ok.test.ts", imports("node:test")],
  ["chassis/src/ok.ts", `${imports("@flotilla/contract/flotilla/v1/options")}${imports("node:http2")}`],
  ["chassis/src/ok-too.ts", `${imports("@flotilla/contract/grpc/health/v1/health")}${imports("./fault.ts")}`],
  ["http2/src/ok.ts", imports("node:net")],
  ["fleet/src/app.ts", imports("@flotilla/users")],
];

describe("the borders between folders", () => {
  let folder;
  let complaints;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "flotilla-borders-"));
    cpSync(join(root, "biome.json"), join(folder, "biome.json"));
    const scopes = ["services/hello", "services/users", "services/ports"];
    for (const scope of ["chassis", "http2", "testkit", "fleet", "cli", ...scopes]) writePackage(scope);
    for (const [, path, text] of planted) write(path, text);
    for (const [path, text] of innocent) write(path, text);
    write("cli/src/d.ts", imports("./c.ts"));
    complaints = runBiome();
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [sentence, path, , rule] of planted) {
    it(`notices a break of: ${sentence}`, () => {
      const found = complaints.filter((complaint) => complaint.path === path).map((complaint) => complaint.category);
      assert.ok(found.includes(rule), `${path} should break ${rule}, but Biome said: ${found.join(", ") || "nothing"}`);
    });
  }

  it("has nothing against what is allowed", () => {
    const paths = innocent.map(([path]) => path);
    assert.deepEqual(
      complaints.filter(({ path, category }) => paths.includes(path) && category === borders),
      [],
    );
  });

  function write(path, text) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }

  function writePackage(scope) {
    const name = `@flotilla/${scope.split("/").at(-1)}`;
    write(`${scope}/package.json`, JSON.stringify({ name, version: "0.1.0", dependencies: {} }));
  }

  function runBiome() {
    const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
    const args = ["lint", "--vcs-enabled=false", "--reporter=json", "--max-diagnostics=none", "."];
    const { stdout } = spawnSync(process.execPath, [biome, ...args], { cwd: folder, encoding: "utf8" });
    return JSON.parse(stdout).diagnostics.map(({ category, location }) => ({ category, path: location.path }));
  }
});

function imports(specifier) {
  return `import "${specifier}";\n`;
}

function longFunction(lines) {
  return `export function j(x: number) {\n${"  x += 1;\n".repeat(lines)}  return x;\n}\n`;
}

function manyParameters(count) {
  const names = Array.from({ length: count }, (_, i) => `p${i}: number`);
  return `export const k = (${names.join(", ")}) => [p0];\n`;
}

function floatingPromise() {
  return "async function load() {}\nexport function l() {\n  load();\n}\n";
}
