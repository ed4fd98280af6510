import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse, parseAllDocuments } from "yaml";

const root = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(root, path), "utf8");
const [deployment, service] = parseAllDocuments(read("deploy/cluster/jaeger.yaml")).map((document) => document.toJS());
const [container] = deployment.spec.template.spec.containers;
const toUrl = (host: string, name: string) => {
  const { port } = service.spec.ports.find((known: { readonly name: string }) => known.name === name);
  return `http://${host}:${port}`;
};

describe("Jaeger in a cluster", () => {
  it("is where Grafana looks for traces", () => {
    const { datasources } = parse(read("deploy/monitoring/grafana/values.yaml")).datasources["datasources.yaml"];
    const { url } = datasources.find(({ type }: { readonly type: string }) => type === "jaeger");
    assert.equal(url, toUrl(service.metadata.name, "query"));
  });

  it("is where install.sh lets the fleet send spans, and gone with uninstall.sh", () => {
    const install = read("deploy/cluster/install.sh");
    const [, endpoint] = /'tracing: \{ endpoint: "(.*)" \}\\n'/.exec(install)!;
    assert.equal(endpoint, toUrl(`${service.metadata.name}.monitoring`, "otlp-http"));
    assert.match(install, /apply .*--filename "\$here\/jaeger\.yaml"/);
    assert.match(read("deploy/cluster/uninstall.sh"), /delete .*--filename "\$here\/jaeger\.yaml"/);
  });

  it("is the one of compose and make", () => {
    assert.equal(container.image, parse(read("compose.yaml")).services.jaeger.image);
    assert.match(read("Makefile"), new RegExp(`^JAEGER := ${container.image}$`, "m"));
  });

  it("has a pod that the standard `restricted` takes, and a door for each port", () => {
    const { securityContext } = deployment.spec.template.spec;
    assert.deepEqual([securityContext.runAsNonRoot, securityContext.seccompProfile.type], [true, "RuntimeDefault"]);
    assert.equal(container.securityContext.allowPrivilegeEscalation, false);
    assert.deepEqual(container.securityContext.capabilities, { drop: ["ALL"] });
    const doors = container.ports.map(({ name }: { readonly name: string }) => name);
    for (const { targetPort } of service.spec.ports) assert.ok(doors.includes(targetPort), targetPort);
  });
});
