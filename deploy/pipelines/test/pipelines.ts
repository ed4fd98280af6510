import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { parse, parseAllDocuments } from "yaml";
import { parseGroovy } from "./parse-groovy.ts";

const root = join(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const { scripts } = JSON.parse(read("package.json"));

const actionlint = findProgram("actionlint");
const shellcheck = findProgram("shellcheck");
const make = findProgram("make");
const ruby = findProgram("ruby");
const preCommit = findProgram("pre-commit");
const missesGroovy = findProgram("mvn").missing || findProgram("javac").missing;

const workflows = globSync(".github/workflows/*.yaml", { cwd: root });
const groovy = ["Jenkinsfile", ...globSync("deploy/pipelines/jenkins/vars/*.groovy", { cwd: root })];
const callers = [...workflows, ...groovy, ".drone.yml", "Makefile", ".pre-commit-config.yaml"];

describe("pipelines", () => {
  it("are workflows that GitHub takes", { skip: actionlint.missing || shellcheck.missing }, () => {
    const { status, output } = run(actionlint.path, ...workflows);
    assert.equal(status, 0, output);
  });

  it("are refused with a value that nothing defines", { skip: actionlint.missing }, (context) => {
    const path = join(makeFolder(context), "workflow.yaml");
    writeFileSync(path, read(".github/workflows/ci.yaml").replaceAll("matrix.script", "matrix.unknown"));
    assert.match(run(actionlint.path, path).output, /property "unknown" is not defined/);
  });

  it("give jobs no right that they have not asked for, and pin every action", () => {
    for (const path of workflows) {
      const { permissions, jobs } = parse(read(path));
      assert.deepEqual(permissions, { contents: "read" });
      for (const [name, job] of Object.entries<Job>(jobs)) {
        if (job.uses !== undefined) continue;
        assert.ok(job["timeout-minutes"] > 0, `${path}: ${name} may run for ever`);
        for (const { uses } of job.steps)
          assert.match(uses ?? "owner/action@v1.2.3", /^[\w-]+\/[\w-]+@v\d+\.\d+\.\d+$/);
      }
    }
  });

  for (const path of callers) {
    it(`call npm scripts that are there: ${path}`, () => {
      const called = [...read(path).matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map((match) => match[1]!);
      assert.deepEqual(
        called.filter((name) => !(name in scripts)),
        [],
      );
    });
  }

  it("have the steps of the Jenkinsfile in its library", () => {
    const steps = [...read("Jenkinsfile").matchAll(/\b([a-z]+(?:Source|Version|Fleet|Image|Notify))\(/g)].map(
      ([, name]) => name!,
    );
    const library = groovy.slice(1).map((path) => path.split("/").at(-1)!.replace(".groovy", ""));
    assert.deepEqual([...new Set(steps)].toSorted(), library.toSorted());
  });

  it("are Groovy that its compiler can read", { skip: missesGroovy }, (context) => {
    assert.equal(parseGroovy(groovy.map((path) => join(root, path))), "");
    const spoiled = join(makeFolder(context), "spoiled.groovy");
    writeFileSync(spoiled, read("Jenkinsfile").replace("stages {", "stages ("));
    assert.match(parseGroovy([spoiled]), /MultipleCompilationErrors/);
  });

  it("are documents that Drone knows: named, and triggered by something", () => {
    for (const document of parseAllDocuments(read(".drone.yml"))) {
      assert.deepEqual(document.errors, []);
      const { kind, name, steps, trigger } = document.toJS();
      assert.equal(kind, "pipeline");
      assert.ok(name.length > 0 && trigger.event.length > 0);
      for (const step of steps) assert.match(step.image, /:[\w.-]*\d/, `${step.name} runs in whatever is newest`);
    }
  });

  it("are shell scripts without traps", { skip: shellcheck.missing }, () => {
    const { status, output } = run(shellcheck.path, "-x", ...globSync("deploy/pipelines/release/*.sh", { cwd: root }));
    assert.equal(status, 0, output);
  });
});

describe("make", { skip: make.missing }, () => {
  const targets = [...read("Makefile").matchAll(/^([a-z-]+):.*##/gm)].map((match) => match[1]!);

  for (const target of targets) {
    it(`knows what to do for ${target}`, () => {
      const { status, output } = run(make.path, "--dry-run", target);
      assert.equal(status, 0, output);
      assert.match(output, /\w/);
    });
  }

  it("deploys the image that it has just built, and else the one of the registry", () => {
    assert.match(run(make.path, "--dry-run", "image", "deploy").output, /install\.sh --local-image$/m);
    assert.match(run(make.path, "--dry-run", "deploy").output, /install\.sh$/m);
  });

  it("lists every target, and shows no token", () => {
    const { output } = run(make.path, "help");
    for (const target of targets) assert.match(output, new RegExp(`^${target} `, "m"));
    assert.match(read("Makefile"), /\n\t@TF_VAR_do_token="\$\$DO_PAT"/);
  });
});

describe("the formula of users-cli", { skip: ruby.missing }, () => {
  it("is Ruby, and its checksum is left to the release", (context) => {
    const template = read("deploy/homebrew/users-cli.rb.template");
    assert.match(template, /sha256 "@SHA256@"/);
    const path = join(makeFolder(context), "users-cli.rb");
    writeFileSync(path, template);
    assert.match(run(ruby.path, "-c", path).output, /Syntax OK/);
  });
});

describe("the archive of users-cli", () => {
  it("runs by itself, has its licences, and is what the formula vouches for", (context) => {
    const folder = makeFolder(context);
    const env = { ...process.env, RELEASE: join(folder, "release"), DIST: join(folder, "dist") };
    const made = spawnSync("deploy/pipelines/release/binaries.sh", { cwd: root, encoding: "utf8", env });
    assert.equal(made.status, 0, made.stderr);
    const [name = ""] = globSync("users-cli-*.tar.gz", { cwd: env.RELEASE });
    const archive = join(env.RELEASE, name);
    const formula = readFileSync(join(env.RELEASE, "users-cli.rb"), "utf8");
    assert.match(formula, new RegExp(`sha256 "${createHash("sha256").update(readFileSync(archive)).digest("hex")}"`));
    run("tar", "-xzf", archive, "-C", folder);
    const { version } = JSON.parse(read("package.json"));
    assert.match(run(join(folder, "users-cli.mjs"), "version").output, new RegExp(version.replaceAll(".", "\\.")));
    assert.match(readFileSync(join(folder, "NOTICE"), "utf8"), /^@bufbuild\/protobuf \d/m);
    assert.match(readFileSync(join(folder, "LICENSE"), "utf8"), /MIT License/);
  });
});

describe("pre-commit", { skip: preCommit.missing }, () => {
  it("takes its configuration", () => {
    const { status, output } = run(preCommit.path, "validate-config", ".pre-commit-config.yaml");
    assert.equal(status, 0, output);
  });
});

interface Job {
  /** Another workflow, whose jobs have limits of their own. */
  readonly uses?: string;
  readonly "timeout-minutes": number;
  readonly steps: readonly { readonly uses?: string }[];
}

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-pipelines-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function run(command: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: "utf8" });
  return { status, output: stdout + stderr };
}
