import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse, parseAllDocuments } from "yaml";

const root = join(import.meta.dirname, "../../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

const callers = [
  ...globSync(".github/workflows/*.yaml", { cwd: root }),
  "Jenkinsfile",
  ...globSync("deploy/pipelines/jenkins/vars/*.groovy", { cwd: root }),
  ".drone.yml",
  ".devcontainer/devcontainer.json",
  ".ci/run",
  "Makefile",
];

/** What brings a program that has another name than its package, or is there anyway. */
const origins: Readonly<Record<string, string>> = {
  "ansible-playbook": "ansible-core",
  bash: "bash",
  "docker-compose": "compose_tool",
  h2load: "nghttp",
  java: "javac",
  kubectl: "cluster:build",
  postgres: "pg_ctlcluster",
  promtool: "prometheus",
};

interface Job {
  readonly container?: { readonly options?: string; readonly env?: Readonly<Record<string, string>> };
  readonly needs?: string | readonly string[];
  readonly steps?: readonly { readonly run?: string }[];
}

function readDrone() {
  return parseAllDocuments(read(".drone.yml")).map((document) => document.toJS());
}

/** The jobs that a job waits for, directly or by others. */
function listNeeds(jobs: Readonly<Record<string, Job>>, { needs = [] }: Job): Set<string> {
  const names = [needs].flat();
  return new Set([...names, ...names.flatMap((name) => [...listNeeds(jobs, jobs[name] ?? {})])]);
}

function runsEverything({ steps }: Job): boolean {
  return steps?.some(({ run }) => run === ".ci/run") ?? false;
}

const exclude = (path: string) => path.includes("node_modules");

describe("pipelines", () => {
  it("install every program that a test looks for, since none may be missing there", () => {
    const brought = read(".ci/run") + read("deploy/python-tools.txt");
    const sources = globSync("{chassis,cli,deploy,fleet,http2,scripts,services,testkit}/**/*.ts", {
      cwd: root,
      exclude,
    });
    const wanted = new Set(
      sources.flatMap((path) => [...read(path).matchAll(/\bfindProgram\("([^"]+)"\)/g)]).map(([, name]) => name!),
    );
    assert.ok(wanted.size > 30, [...wanted].join());
    const isBrought = (name: string) => new RegExp(`(^|[ =])${origins[name] ?? name}([: =]|$)`, "m").test(brought);
    assert.deepEqual(
      [...wanted].filter((name) => !isBrought(name)),
      [],
    );
  });

  it("let .ci/run start Docker daemons, and not find that of the host", () => {
    const [job] = Object.values<Job>(parse(read(".github/workflows/ci.yaml")).jobs).filter(runsEverything);
    assert.match(job?.container?.options ?? "", /--privileged --cgroupns=host/);
    assert.match(job?.container?.env?.["DOCKER_HOST"] ?? "", /nowhere/);
    const [step] = readDrone()
      .flatMap(({ steps }) => steps)
      .filter(({ commands }) => commands.includes(".ci/run"));
    assert.equal(step.privileged, true);
    assert.match(step.image, /^node:/);
  });

  it("release nothing before the tag was compared with the version, and all checks have passed", () => {
    const { jobs } = parse(read(".github/workflows/release.yaml"));
    const { check, ...others }: Readonly<Record<string, Job>> = jobs;
    assert.equal(check?.steps?.at(-1)?.run, 'npm run release:check -- "$GITHUB_REF_NAME"');
    for (const [name, job] of Object.entries(others)) {
      const before = listNeeds(jobs, job);
      assert.ok(before.has("check") && (name === "ci" || before.has("ci")), `${name} needs ${[...before].join()}`);
    }
    for (const { name, trigger, steps, depends_on: needs } of readDrone().filter(
      (pipeline) => pipeline.name !== "check",
    )) {
      assert.equal(steps[0].commands[0], 'npm run release:check -- "$DRONE_TAG"', name);
      if (trigger.event.includes("tag")) assert.deepEqual(needs, ["check"], name);
    }
    assert.match(read("Jenkinsfile"), /buildingTag\(\) \}\s+steps \{ checkVersion\(\) \}[\s\S]+buildFleet/);
  });

  for (const path of callers) {
    it(`install as the launcher does, since npm ci refuses the lock: ${path}`, () => {
      assert.doesNotMatch(read(path), /npm (ci|clean-install)\b/);
    });
  }
});
