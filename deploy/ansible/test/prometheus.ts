import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { parse } from "yaml";
import { makeReleaseMirror, type ReleaseMirror } from "./release-mirror.ts";

const here = join(import.meta.dirname, "..");
const playbook = findProgram("ansible-playbook");
const lint = findProgram("ansible-lint");
const yamllint = findProgram("yamllint");
const promtool = findProgram("promtool");
const prometheus = findProgram("prometheus");
const { PATH = "" } = globalThis.process.env;

describe("the playbook", () => {
  it("is as Ansible's linter wants it in production", { skip: lint.missing }, () => {
    const { status, output } = run(lint.path, "--strict", "--nocolor");
    assert.equal(status, 0, output);
  });

  it("is good YAML", { skip: yamllint.missing }, () => {
    const { status, output } = run(yamllint.path, "--strict", ".");
    assert.equal(status, 0, output);
  });

  it("is understood by Ansible", { skip: playbook.missing }, () => {
    const { status, output } = run(
      playbook.path,
      "--syntax-check",
      "-i",
      "inventory/hosts.example.yaml",
      "prometheus.yaml",
    );
    assert.equal(status, 0, output);
  });
});

describe("Ansible", () => {
  it("takes the key of a machine that is new, and no other key of one that it knows", () => {
    const config = readFileSync(join(here, "ansible.cfg"), "utf8");
    assert.match(config, /^ssh_args = .*-o StrictHostKeyChecking=accept-new$/m);
    assert.doesNotMatch(config, /host_key_checking/);
  });
});

describe("the role", { skip: playbook.missing || promtool.missing || prometheus.missing }, () => {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-ansible-"));
  const scrapeJobs = { hello: ["10.40.0.5:8081"], users: ["10.40.0.6:8081", "10.40.0.7:8081"] };
  let mirror: ReleaseMirror;
  before(() => {
    mirror = makeReleaseMirror(join(folder, "mirror"), "9.9.9", [promtool.path, prometheus.path]);
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Runs the role against this machine, with `prefix` before all paths and without systemd. */
  function install(prefix: string, changes: object = {}) {
    const variables = {
      prometheus_version: "9.9.9",
      prometheus_mirror: mirror.url,
      prometheus_prefix: join(folder, prefix),
      prometheus_has_systemd: false,
      prometheus_user: userInfo().uid,
      prometheus_group: userInfo().gid,
      prometheus_scrape_jobs: scrapeJobs,
      ansible_become: false,
      ...changes,
    };
    mkdirSync(join(folder, prefix), { recursive: true });
    writeFileSync(join(folder, "variables.json"), JSON.stringify(variables));
    const inventory = join(folder, "inventory.yaml");
    const local = { ansible_connection: "local", ansible_python_interpreter: "{{ ansible_playbook_python }}" };
    writeFileSync(inventory, JSON.stringify({ prometheus: { hosts: { localhost: local } } }));
    return run(playbook.path, "-i", inventory, "--extra-vars", `@${join(folder, "variables.json")}`, "prometheus.yaml");
  }

  const configOf = (prefix: string) => join(folder, prefix, "etc/prometheus/prometheus.yaml");

  it("installs programs that run, and a configuration that they take; and changes nothing the second time", () => {
    const first = install("good");
    assert.equal(first.status, 0, first.output);
    const unit = readFileSync(join(folder, "good/etc/systemd/system/prometheus.service"), "utf8");
    const program = /^ExecStart=(\S+) --config\.file=(\S+)/m.exec(unit)!;
    assert.match(run(program[1]!, "--version").output, /^prometheus, version/);
    assert.equal(program[2], configOf("good"));
    const { status, output } = run(promtool.path, "check", "config", configOf("good"));
    assert.equal(status, 0, output);
    const { scrape_configs: jobs } = parse(readFileSync(configOf("good"), "utf8"));
    assert.deepEqual(
      jobs.map(({ job_name: name, static_configs: [{ targets }] }: Job) => [name, targets]),
      [["prometheus", ["localhost:9090"]], ...Object.entries(scrapeJobs)],
    );

    const second = install("good");
    assert.match(second.output, /changed=0 /);
    assert.equal(second.status, 0, second.output);
  });

  it("gives programs to who installs them, and not to who packed them", () => {
    assert.equal(install("owned").status, 0);
    const releases = join(folder, "owned/opt/prometheus");
    const [release] = readdirSync(releases).filter((name) => !name.endsWith(".tar.gz"));
    const owners = ["", "prometheus", "promtool"].map((name) => statSync(join(releases, release!, name)));
    assert.deepEqual(
      owners.map(({ uid, gid }) => [uid, gid]),
      owners.map(() => [userInfo().uid, userInfo().gid]),
    );
  });

  it("keeps the configuration that it has when promtool does not take the new one", () => {
    assert.equal(install("kept").status, 0);
    const before = readFileSync(configOf("kept"), "utf8");
    const { status, output } = install("kept", { prometheus_scrape_interval: "soon" });
    assert.notEqual(status, 0);
    assert.match(output, /not a valid duration string/);
    assert.equal(readFileSync(configOf("kept"), "utf8"), before);
  });

  it("asks for what it scrapes before it does anything", () => {
    const { status, output } = install("asked", { prometheus_scrape_jobs: "hello" });
    assert.notEqual(status, 0);
    assert.match(output, /argument 'prometheus_scrape_jobs' is of type/);
    assert.ok(!existsSync(join(folder, "asked/opt")));
  });

  it("refuses a release that its checksum file does not vouch for", () => {
    mirror.spoil();
    const { status, output } = install("spoiled");
    assert.notEqual(status, 0);
    assert.match(output, /checksum for .* did not match/);
    assert.deepEqual(readdirSync(join(folder, "spoiled/opt/prometheus")), []);
    assert.ok(!existsSync(configOf("spoiled")));
  });
});

interface Job {
  readonly job_name: string;
  readonly static_configs: readonly [{ readonly targets: readonly string[] }];
}

function run(command: string, ...args: readonly string[]) {
  const env = { PATH, HOME: tmpdir(), LC_ALL: "C.UTF-8", ANSIBLE_NOCOLOR: "1" };
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: here, encoding: "utf8", env, timeout: 600_000 });
  return { status, output: stdout + stderr };
}
