import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import { find, parseManifests } from "../chart/test/render-chart.ts";

const deploy = join(import.meta.dirname, "..");
const kubectl = findProgram("kubectl");

interface Ingress {
  readonly ingressClassName: string;
  readonly rules: readonly { readonly host: string }[];
  readonly tls: readonly { readonly hosts: readonly string[]; readonly secretName: string }[];
}

describe("the overlay prod", { skip: kubectl.missing }, () => {
  const build = async (edit: (kustomization: string) => string = (text) => text) => {
    const folder = await mkdtemp(join(tmpdir(), "flotilla-overlay-"));
    try {
      for (const part of ["kustomize", "rendered"])
        await cp(join(deploy, part), join(folder, part), { recursive: true });
      const file = join(folder, "kustomize/overlays/prod/kustomization.yaml");
      await writeFile(file, edit(await readFile(file, "utf8")));
      const args = ["kustomize", join(folder, "kustomize/overlays/prod")];
      return parseManifests((await promisify(execFile)(kubectl.path, args, { maxBuffer: 2 ** 24 })).stdout);
    } finally {
      await rm(folder, { recursive: true });
    }
  };

  it("lets in by one controller, which is told of gRPC and of certificates", async () => {
    const manifests = await build();
    for (const [name, protocol] of [
      ["flotilla", undefined],
      ["flotilla-grpc", "GRPC"],
    ] as const) {
      const { metadata, ...ingress } = find(manifests, "Ingress", name);
      assert.equal((ingress["spec"] as Ingress).ingressClassName, "nginx");
      assert.equal(metadata.annotations!["nginx.ingress.kubernetes.io/backend-protocol"], protocol);
      assert.ok(metadata.annotations!["cert-manager.io/cluster-issuer"]);
    }
    assert.ok(find(manifests, "NetworkPolicy", "acme-solver"));
    assert.match(JSON.stringify(find(manifests, "NetworkPolicy", "hello")), /"ingress-nginx"/);
  });

  it("wants each host to be said once", async () => {
    const manifests = await build((text) => text.replaceAll("flotilla.example.com", "fleet.example.org"));
    for (const [name, host] of [
      ["flotilla", "fleet.example.org"],
      ["flotilla-grpc", "grpc.fleet.example.org"],
    ] as const) {
      const { rules, tls } = find(manifests, "Ingress", name)["spec"] as Ingress;
      assert.deepEqual(
        rules.map((rule) => rule.host),
        [host],
      );
      assert.deepEqual(
        tls.flatMap(({ hosts }) => hosts),
        [host],
      );
    }
    const said = (await readFile(join(deploy, "kustomize/overlays/prod/kustomization.yaml"), "utf8")).match(
      /example\.com/g,
    );
    assert.equal(said!.length, 2);
  });
});

describe("the static manifest", () => {
  it("tells how to make each Secret that it wants, and so does the chart's page", async () => {
    const manifest = await readFile(join(deploy, "rendered/flotilla.yaml"), "utf8");
    const page = await readFile(join(deploy, "chart/README.md"), "utf8");
    const commands = [...manifest.matchAll(/^# +(kubectl .* create secret generic (\S+) .*)$/gm)];
    const wanted = [...manifest.matchAll(/secretKeyRef:\n +name: (\S+)\n +key: (\S+)/g)];
    assert.deepEqual(new Set(commands.map(([, , name]) => name)), new Set(wanted.map(([, name]) => name)));
    for (const [, name, key] of wanted) {
      const [, command] = commands.find(([, , secret]) => secret === name)!;
      assert.match(command!, new RegExp(` --from-literal=${key}=`));
    }
    for (const [, command] of commands) assert.ok(page.includes(command!), `the page lacks ${command}`);
  });
});
