import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { parse } from "yaml";

const here = join(import.meta.dirname, "..");
const root = join(here, "../..");
const terraform = findProgram("terraform");
const checkov = findProgram("checkov");
const make = findProgram("make");
const { PATH = "" } = globalThis.process.env;

describe("what Terraform makes", () => {
  it("is formatted", { skip: terraform.missing }, () => {
    assert.deepEqual(run(terraform.path, ["fmt", "-check", "-recursive", "-diff"]), { status: 0, output: "" });
  });

  it("has nothing that checkov objects to", { skip: checkov.missing }, () => {
    const { failed, passed } = scan(here);
    assert.deepEqual(failed, []);
    assert.ok(passed > 0, "no check applied");
  });

  it("is refused by checkov with a droplet that asks for passwords", { skip: checkov.missing }, (context) => {
    const folder = makeFolder(context);
    const text = readFileSync(join(here, "droplet.tf"), "utf8");
    writeFileSync(join(folder, "droplet.tf"), text.replace(/^ *ssh_keys .*\n/m, ""));
    assert.deepEqual(scan(folder).failed, ["CKV_DIO_2"]);
  });

  it("keeps its state elsewhere, and keys out of files", () => {
    assert.match(readFileSync(join(here, "versions.tf"), "utf8"), /backend "s3" \{\}/);
    const variables = readFileSync(join(here, "variables.tf"), "utf8");
    for (const name of ["do_token", "ssh_pub_key"]) {
      const block = new RegExp(`variable "${name}" \\{[^}]*\\}`).exec(variables)![0];
      assert.match(block, /sensitive\s+= true/);
      assert.doesNotMatch(block, /default/);
    }
    const tracked = run("git", ["ls-files", "*.tfstate*", "*.tfvars", "backend.hcl", ".terraform"]).output;
    assert.deepEqual(tracked.split("\n").filter(Boolean), ["terraform.example.tfvars"]);
  });

  it("uses every variable, and declares each that it uses", () => {
    const text = globSync(join(here, "*.tf"))
      .map((path) => readFileSync(path, "utf8"))
      .join("\n");
    const declared = [...text.matchAll(/^variable "(\w+)"/gm)].map((match) => match[1]!);
    // Its own rule reads a variable too: that is not using it.
    const body = text.replaceAll(/^variable "[\s\S]*?^\}/gm, "");
    const used = new Set([...body.matchAll(/\bvar\.(\w+)/g)].map((match) => match[1]!));
    assert.deepEqual(declared.toSorted(), [...used].toSorted());
  });
});

describe("make tf-apply", { skip: make.missing }, () => {
  // `echo` stands for Terraform: what is asked of it is what counts.
  const apply = (plan: string) =>
    spawnSync(make.path, ["tf-apply", "TERRAFORM=echo terraform", `PLAN=${plan}`], { cwd: root, encoding: "utf8" });

  it("refuses without a plan that somebody could read", (context) => {
    const { status, stdout, stderr } = apply(join(makeFolder(context), "fleet.tfplan"));
    assert.notEqual(status, 0);
    assert.match(stderr, /there is no plan to apply: run make tf-plan/);
    assert.equal(stdout, "");
  });

  it("applies the plan that is there, and that one once", (context) => {
    const plan = join(makeFolder(context), "fleet.tfplan");
    writeFileSync(plan, "");
    assert.equal(apply(plan).stdout, `terraform apply ${plan}\n`);
    assert.notEqual(apply(plan).status, 0);
  });
});

describe("what Terraform renders", { skip: terraform.missing }, () => {
  it("is an inventory that Ansible reads, with what the role wants", (context) => {
    const inventory = parse(
      render(
        context,
        "hosts.yaml.tftpl",
        `name = "prometheus-1", address = "203.0.113.10", scrape_jobs = { hello = ["10.40.0.5:8081"] }`,
      ),
    );
    const example = parse(readFileSync(join(here, "../ansible/inventory/hosts.example.yaml"), "utf8"));
    assert.deepEqual(inventory, example);
  });

  it("is a cloud-config that lets one key in, and neither root nor passwords", (context) => {
    const text = render(context, "cloud-init.yaml.tftpl", `public_key = "ssh-ed25519 AAAA: admin"`);
    assert.match(text, /^#cloud-config\n/);
    const { users, disable_root, ssh_pwauth } = parse(text);
    assert.deepEqual({ disable_root, ssh_pwauth }, { disable_root: true, ssh_pwauth: false });
    assert.deepEqual(
      users.map((user: { readonly ssh_authorized_keys: unknown }) => user.ssh_authorized_keys),
      [["ssh-ed25519 AAAA: admin"]],
    );
  });
});

/** A template as Terraform itself renders it, which wants no provider. */
function render(context: TestContext, name: string, variables: string): string {
  const folder = makeFolder(context);
  cpSync(join(here, "templates"), folder, { recursive: true });
  const expression = `base64encode(templatefile("${name}", { ${variables} }))\n`;
  const { stdout, stderr } = spawnSync(terraform.path, ["console"], {
    cwd: folder,
    input: expression,
    encoding: "utf8",
    env: environment,
  });
  const encoded = /^"(.*)"$/m.exec(stdout);
  assert.ok(encoded !== null, stdout + stderr);
  return Buffer.from(encoded[1]!, "base64").toString();
}

const environment = { PATH, HOME: tmpdir(), CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: "/dev/null" };

function scan(folder: string): { readonly passed: number; readonly failed: readonly string[] } {
  const options = ["--framework", "terraform", "--skip-download", "--output", "json", "--soft-fail"];
  const { output } = run(checkov.path, ["--directory", folder, ...options]);
  const { summary, results } = JSON.parse(output.slice(output.indexOf("{")));
  return {
    passed: summary.passed,
    failed: results.failed_checks.map((check: { readonly check_id: string }) => check.check_id),
  };
}

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-terraform-"));
  context.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

function run(command: string, args: readonly string[]) {
  const { status, stdout } = spawnSync(command, args, { cwd: here, encoding: "utf8", env: environment });
  return { status, output: stdout };
}
