import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { readFleet } from "../../generate/fleet.ts";

const root = join(import.meta.dirname, "../../..");
const { image, version, stores } = readFleet();
const [{ image: storeImage } = assert.fail("the fleet has no store")] = stores;
const name = image.slice(0, image.lastIndexOf(":"));
const digest = `sha256:${"ab".repeat(32)}`;
const helm = findProgram("helm3");

/** Programs that write down how they were called, and answer as the real ones would. */
const programs = {
  docker: `case "$1" in
  image) echo "${name}@${digest}" ;;
  create) echo container-1 ;;
  cp) echo "$2" >"$3" ;;
esac`,
  cosign: "",
  git: `case "$1" in tag) printf '%s\\n' $TAGS ;; *) echo stamp ;; esac`,
};

describe("a release", () => {
  let folder = "";
  let release = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "flotilla-release-"));
    release = join(folder, "release");
    mkdirSync(join(folder, "bin"));
    mkdirSync(release);
    for (const [program, body] of Object.entries(programs)) {
      const text = `#!/usr/bin/env bash\necho "${program} $*" >>"${folder}/log"\n${body}\n`;
      writeFileSync(join(folder, "bin", program), text, { mode: 0o755 });
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    spawnSync(join(root, `deploy/pipelines/release/${script}.sh`), args, {
      encoding: "utf8",
      env: { PATH: `${folder}/bin${delimiter}${process.env["PATH"]}`, RELEASE: release, TAGS: "", ...env },
    });
  const calls = () => readFileSync(join(folder, "log"), "utf8").split("\n").filter(Boolean);
  const pushed = () => calls().flatMap((line) => line.match(/^docker push \S+:(\S+)$/)?.[1] ?? []);

  it("attests the bill of materials that is in the image, for the digest that was pushed", () => {
    assert.equal(run("image", ["sign"]).status, 0);
    const path = join(release, "sbom.cdx.json");
    assert.equal(readFileSync(path, "utf8"), "container-1:/usr/share/doc/flotilla/sbom.cdx.json\n");
    const attest = `cosign attest --yes --type cyclonedx --predicate ${path} ${name}@${digest}`;
    assert.deepEqual(
      calls().filter((line) => line.startsWith("cosign")),
      [`cosign sign --yes ${name}@${digest}`, attest],
    );
  });

  it("moves the tags of its lines and latest along", () => {
    const [major = "", minor = ""] = version.split(".");
    assert.equal(run("image", ["push"], { TAGS: `v${version}` }).status, 0);
    assert.deepEqual(pushed(), [version, `${major}.${minor}`, major, "latest"]);
  });

  it("leaves moving tags where a newer release has put them, and to images of other tags", () => {
    assert.equal(run("image", ["push"], { TAGS: "v9999.0.0" }).status, 0);
    assert.equal(run("image", ["push"], { TAGS: `v${version}`, TAG: "try" }).status, 0);
    assert.deepEqual(pushed(), [version, "try"]);
  });

  it("packages a chart that runs the digests of the lock", { skip: helm.missing }, () => {
    writeFileSync(join(release, "images.lock"), `${image}@${digest}\n${storeImage}@${digest}\n`);
    const { status, stderr } = run("chart", ["package"], { HELM: helm.path });
    assert.equal(status, 0, stderr);
    const values = spawnSync(helm.path, ["show", "values", join(release, `flotilla-${version}.tgz`)], {
      encoding: "utf8",
    });
    assert.match(values.stdout, new RegExp(`^  digest: ${digest}$`, "m"));
    const manifest = readFileSync(join(release, "flotilla.yaml"), "utf8");
    const own = manifest.split("\n").filter((line) => line.includes(`image: ${name}`));
    assert.ok(own.length > 5 && own.every((line) => line.endsWith(`${image}@${digest}`)), own.join("\n"));
    assert.match(manifest, new RegExp(`image: ${storeImage}@${digest}`));
  });

  it("packages no chart of an image that the lock does not know", { skip: helm.missing }, () => {
    writeFileSync(join(release, "images.lock"), `${storeImage}@${digest}\n`);
    const { status, stderr } = run("chart", ["package"], { HELM: helm.path });
    assert.match(stderr, /does not name/);
    assert.deepEqual([status, existsSync(join(release, `flotilla-${version}.tgz`))], [1, false]);
  });

  it("puts the formula on main once, and nothing else", () => {
    const tap = join(folder, "tap");
    const git = (...args: readonly string[]) => spawnSync("git", ["-C", tap, ...args], { encoding: "utf8" }).stdout;
    const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    spawnSync("git", ["init", "--quiet", "--bare", "--initial-branch=main", tap]);
    const tree = spawnSync("git", ["-C", tap, "mktree"], { input: "", encoding: "utf8" }).stdout.trim();
    git("update-ref", "refs/heads/main", git(...identity, "commit-tree", "-m", "First", tree).trim());
    writeFileSync(join(release, "users-cli.rb"), "class UsersCli\n");
    const env = { PATH: process.env["PATH"] ?? "", TAP: `file://${tap}` };
    assert.equal(run("tap", [], env).stderr, "");
    assert.match(run("tap", [], env).stdout, /has the formula/);
    assert.equal(git("log", "--format=%s", "main"), `Offer users-cli ${version} to Homebrew\nFirst\n`);
    assert.equal(git("show", "main:Formula/users-cli.rb"), "class UsersCli\n");
  });
});
