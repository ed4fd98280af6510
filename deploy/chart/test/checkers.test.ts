import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import { everything } from "./options.ts";
import { chart, helms, missesHelm, parseManifests, renderText } from "./render-chart.ts";

const run = promisify(execFile);
const policies = join(chart, "../../policy");
const kubectl = findProgram("kubectl");
const conftest = findProgram("conftest");
const overlay = (name: string) => join(chart, "../../kustomize/overlays", name);

describe("the chart, before any cluster sees it", { skip: missesHelm }, () => {
  let folder = "";
  const files = { default: "", everything: "", dev: "", prod: "" };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flotilla-chart-"));
    const kustomize = async (name: string) =>
      kubectl.missing ? "" : (await run(kubectl.path, ["kustomize", overlay(name)], { maxBuffer: 2 ** 24 })).stdout;
    const texts = {
      default: await renderText(),
      everything: await renderText(everything),
      dev: await kustomize("dev"),
      prod: await kustomize("prod"),
    };
    for (const name of Object.keys(files) as (keyof typeof files)[]) {
      files[name] = join(folder, `${name}.yaml`);
      await writeFile(files[name], texts[name]);
    }
  });
  after(() => rm(folder, { recursive: true }));

  for (const { path, missing } of helms) {
    it(`has nothing that ${path.split("/").at(-1)} lint complains of`, { skip: missing }, async () => {
      await run(path, ["lint", "--strict", "--kube-version", "1.34.2", chart]);
    });
  }

  it("is the same by Helm 3 and 4", async () => {
    const [byThree, byFour] = await Promise.all(helms.map(({ path }) => renderText(everything, path)));
    assert.deepEqual(parseManifests(byFour!), parseManifests(byThree!));
  });

  const score = findProgram("kube-score");
  // CPU has no limit on purpose: it would only delay. Stores start by the image that the node has, even while a registry is away.
  const exceptions = ["--ignore-container-cpu-limit", "--ignore-test", "container-image-pull-policy"];
  // cert-manager makes the pods of this policy.
  const ofOthers = /^\[CRITICAL\] acme-solver\/.* doesn't match any pods$/;
  for (const name of Object.keys(files) as (keyof typeof files)[]) {
    const skip = name === "dev" || name === "prod" ? kubectl.missing : false;

    it(`has nothing critical for kube-score: ${name}`, { skip: score.missing || skip }, async () => {
      const options = ["--kubernetes-version", "v1.34", ...exceptions];
      const scoring = run(score.path, ["score", "--output-format", "ci", ...options, files[name]]);
      const { stdout } = await scoring.catch((failure: { readonly stdout: string }) => failure);
      assert.match(stdout, /\[OK\]/);
      assert.deepEqual(
        stdout.split("\n").filter((line) => line.startsWith("[CRITICAL]") && !ofOthers.test(line)),
        [],
      );
    });

    it(`keeps to our own policies: ${name}`, { skip: conftest.missing || skip }, async () => {
      const test = (folder: string, ...options: readonly string[]) =>
        run(conftest.path, ["test", "--all-namespaces", "--policy", join(policies, folder), ...options, files[name]]);
      await test("each");
      await test("whole", "--combine");
    });
  }

  for (const folder of ["each", "whole"]) {
    it(`has policies that notice what they forbid: ${folder}`, { skip: conftest.missing }, async () => {
      const { stdout } = await run(conftest.path, ["verify", "--no-color", "--policy", join(policies, folder)]);
      assert.match(stdout, /, 0 failures/);
    });
  }
});
