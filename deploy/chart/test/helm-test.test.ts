import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ports, services } from "@flotilla/fleet/manifest";
import { toPod } from "./pods.ts";
import { find, missesHelm, renderChart } from "./render-chart.ts";

const readContainers = async (values: object = {}) => {
  const pod = find(await renderChart(values), "Pod", "test");
  return { pod, containers: new Map(toPod(pod).containers.map((container) => [container.name, container])) };
};

describe("helm test", { skip: missesHelm }, () => {
  it("is a hook of its own, which is there for one run", async () => {
    const { pod } = await readContainers();
    assert.equal(pod.metadata.annotations!["helm.sh/hook"], "test");
    assert.equal(pod.metadata.annotations!["helm.sh/hook-delete-policy"], "before-hook-creation");
  });

  it("asks each service whether it is ready, by the image's own probe", async () => {
    const { containers } = await readContainers();
    for (const { name } of services) {
      const { command, args } = containers.get(name)!;
      const url = `http://${name}:${ports.admin}/readyz`;
      assert.deepEqual([...command!, ...args!], ["flotilla", "probe", "--timeout=10s", url]);
    }
    const { command, args } = containers.get("users-cli")!;
    assert.deepEqual([...command!, ...args!], ["users-cli", "list", "--address=users:80", "--cleartext"]);
  });

  it("speaks TLS where the services do, and trusts their authority alone", async () => {
    const tls = { enabled: true };
    for (const values of [{ tls, certManager: { enabled: true } }, { tls: { ...tls, secretName: "users-tls" } }]) {
      const { pod, containers } = await readContainers(values);
      const { args, volumeMounts } = containers.get("users-cli")!;
      assert.deepEqual(args, ["list", "--address=users:80", "--tls", "--cacert=/tls/ca.crt"]);
      assert.equal(volumeMounts[0]!.mountPath, "/tls");
      assert.deepEqual(toPod(pod).volumes, [
        { name: "tls", secret: { secretName: "users-tls", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      ]);
    }
  });

  it("asks for no users where callers need a key or a certificate", async () => {
    const tls = { enabled: true, clientAuth: true, secretName: "certificate" };
    for (const values of [{ apiKeys: { secretName: "keys" } }, { tls }]) {
      const { pod, containers } = await readContainers(values);
      assert.ok(!containers.has("users-cli"));
      assert.equal(containers.size, services.length);
      assert.equal(toPod(pod).volumes, undefined);
    }
  });
});
