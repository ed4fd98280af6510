import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { type ServiceEntry, services, stores } from "@flotilla/fleet/manifest";
import { type PodSpec, toEnvironment, toPod } from "./pods.ts";
import { find, type Manifest, missesHelm, renderChart } from "./render-chart.ts";

const toKind = ({ scale }: ServiceEntry) => (scale === "one" ? "StatefulSet" : "Deployment");

describe("workloads of the chart", { skip: missesHelm }, () => {
  let manifests: readonly Manifest[] = [];
  before(async () => {
    manifests = await renderChart();
  });

  const container = (service: ServiceEntry) => toPod(find(manifests, toKind(service), service.name)).containers[0]!;
  const environment = (service: ServiceEntry) => toEnvironment(container(service), manifests);

  for (const service of services) {
    const { name, scale, calls, resources } = service;

    it(`runs ${name} as the manifest says`, () => {
      assert.deepEqual(container(service).args, [name]);
      assert.deepEqual(container(service)["resources"], {
        requests: { cpu: resources.cpu, memory: resources.memory, "ephemeral-storage": "64Mi" },
        limits: { memory: resources.memoryLimit, "ephemeral-storage": "1Gi" },
      });
      const workload = find(manifests, toKind(service), name)["spec"] as { readonly replicas?: number };
      const scalers = manifests.filter(({ kind, metadata }) => kind.endsWith("Autoscaler") && metadata.name === name);
      assert.equal(workload.replicas, scale === "one" ? 1 : undefined);
      assert.equal(scalers.length, scale === "one" ? 0 : 1);
      assert.equal(environment(service)["DATA_DIR"], scale === "one" ? "/data" : undefined);
    });

    it(`lets ${name} reach each pod of whom it calls, and lets nobody else call those`, () => {
      for (const callee of calls) {
        const url = new URL(environment(service)[`${callee.toUpperCase()}_URL`]!);
        const { spec } = find(manifests, "Service", url.hostname) as unknown as { readonly spec: HeadlessService };
        assert.equal(spec.clusterIP, "None");
        assert.equal(spec.selector["app.kubernetes.io/name"], callee);
        assert.ok(listCallers(manifests, callee).includes(name));
      }
      const expected = services.filter((other) => other.calls.includes(name)).map((other) => other.name);
      assert.deepEqual(listCallers(manifests, name).toSorted(), [...expected, "test"].toSorted());
    });
  }

  for (const { name, image } of stores) {
    it(`keeps ${name} on a volume, for those who store things there and for its backup`, () => {
      const { volumeClaimTemplates } = find(manifests, "StatefulSet", name)["spec"] as {
        readonly volumeClaimTemplates: readonly Manifest[];
      };
      assert.deepEqual(
        volumeClaimTemplates.map(({ metadata }) => metadata.name),
        ["data"],
      );
      assert.equal(toPod(find(manifests, "StatefulSet", name)).containers[0]!.image, image);
      const users = services.filter((service) => service.stores.includes(name)).map((service) => service.name);
      assert.deepEqual(listCallers(manifests, name).toSorted(), [...users, `${name}-backup`].toSorted());
      const url = users.map((user) => environment(services.find((service) => service.name === user)!));
      for (const one of url) assert.match(one[`${name.toUpperCase()}_URL`]!, new RegExp(`:secret@${name}:\\d+`));
    });
  }

  for (const { name } of stores) {
    it(`copies ${name} where it runs: on the node that both volumes are attached to`, async () => {
      const claims = ({ volumes }: PodSpec) =>
        volumes.flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim as Claim | undefined)?.claimName ?? []);
      const [store, backup] = [find(manifests, "StatefulSet", name), find(manifests, "CronJob", `${name}-backup`)];
      assert.deepEqual(claims(toPod(backup)), [`${name}-backup`]);
      assert.deepEqual(claims(toPod(store)), [`${name}-backup`]);
      assert.ok(!toPod(store).containers[0]!.volumeMounts.some((mount) => mount.name === "backup"));
      const [term, ...more] = toPod(backup).affinity!.podAffinity.requiredDuringSchedulingIgnoredDuringExecution;
      assert.deepEqual(more, []);
      assert.deepEqual(term, {
        topologyKey: "kubernetes.io/hostname",
        labelSelector: (store["spec"] as { readonly selector: object }).selector,
      });
      const without = await renderChart({ storeDefaults: { backup: { enabled: false } } });
      assert.deepEqual(claims(toPod(find(without, "StatefulSet", name))), []);
    });
  }

  it("gives the shell that asks MongoDB the time to start, and starts it seldom", () => {
    const { startupProbe, readinessProbe } = toPod(find(manifests, "StatefulSet", "mongo")).containers[0]!;
    for (const probe of [startupProbe, readinessProbe] as readonly Probe[]) {
      assert.equal(probe.exec.command[0], "mongosh");
      assert.ok(probe.timeoutSeconds >= 15 && probe.periodSeconds >= 2 * probe.timeoutSeconds);
      assert.equal(probe.periodSeconds * probe.failureThreshold, probe === startupProbe ? 3600 : 90);
    }
  });

  it("leaves a store under its name while a probe is late, since there is no other to go to", () => {
    for (const { name } of stores) {
      const { publishNotReadyAddresses } = find(manifests, "Service", name)["spec"] as Readonly<
        Record<string, boolean>
      >;
      assert.equal(publishNotReadyAddresses, true);
    }
  });

  it("pulls the images of stores where its own are on the nodes already", async () => {
    const local = await renderChart({ image: { pullPolicy: "Never" } });
    const policies = (kind: string, name: string) =>
      toPod(find(local, kind, name)).containers.map(({ imagePullPolicy }) => imagePullPolicy);
    for (const service of services) assert.deepEqual(policies(toKind(service), service.name), ["Never"]);
    for (const { name } of stores) {
      assert.deepEqual(policies("StatefulSet", name), ["IfNotPresent"]);
      assert.deepEqual(policies("CronJob", `${name}-backup`), ["IfNotPresent"]);
    }
  });

  it("waits before it closes doors, and is given the time", () => {
    const pod = toPod(find(manifests, "Deployment", "hello"));
    const { DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS } = toEnvironment(pod.containers[0]!, manifests);
    assert.deepEqual([DRAIN_DELAY_MS, DRAIN_TIMEOUT_MS], ["5000", "5000"]);
    assert.equal(pod.terminationGracePeriodSeconds, 30);
    assert.equal(pod.containers[0]!["lifecycle"], undefined);
  });

  it("lets hello follow the ConfigMap message-config, by a folder and not by a copy", () => {
    const hello = container(services.find(({ name }) => name === "hello")!);
    const { MESSAGES_FILE = "" } = toEnvironment(hello, manifests);
    const mount = hello.volumeMounts.find(({ mountPath }) => MESSAGES_FILE.startsWith(`${mountPath}/`));
    assert.ok(mount && !("subPath" in mount));
    const { data } = find(manifests, "ConfigMap", "message-config") as unknown as { readonly data: object };
    assert.deepEqual(data, { MESSAGES: "Hello, World!\n" });
  });

  it("renews pods when their settings change, and no others", async () => {
    const changed = await renderChart({ services: { hello: { settings: { LOG_LEVEL: "debug" } } } });
    const templates = (all: readonly Manifest[], name: string) => {
      const { template } = find(all, "Deployment", name)["spec"] as { readonly template: object };
      return template;
    };
    assert.notDeepEqual(templates(changed, "hello"), templates(manifests, "hello"));
    assert.deepEqual(templates(changed, "clock"), templates(manifests, "clock"));
  });

  it("refuses to start what would forget everything", async () => {
    await assert.rejects(
      renderChart({ stores: { postgres: { enabled: false } } }),
      /students keeps things in postgres: enable stores.postgres, or name a Secret/,
    );
    const without = await renderChart({ stores: { redis: { enabled: false } } });
    const students = toPod(find(without, "Deployment", "students")).containers[0]!;
    assert.ok(!students.env!.some(({ name }) => name.startsWith("REDIS")));
  });

  it("refuses TLS without certificates", async () => {
    await assert.rejects(renderChart({ tls: { enabled: true } }), /TLS needs tls.secretName, or certManager.enabled/);
  });
});

interface Claim {
  readonly claimName: string;
}

interface Probe {
  readonly exec: { readonly command: readonly string[] };
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

interface HeadlessService {
  readonly clusterIP: string;
  readonly selector: Readonly<Record<string, string>>;
}

interface Policy {
  readonly podSelector: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly ingress?: readonly {
    readonly from: readonly { readonly podSelector?: Policy["podSelector"] }[];
    readonly ports: readonly { readonly port: string }[];
  }[];
}

/** Names of the components whose pods may open connections to one, but for those that read metrics. */
function listCallers(manifests: readonly Manifest[], name: string): readonly string[] {
  const { ingress = [] } = find(manifests, "NetworkPolicy", name)["spec"] as Policy;
  const rules = ingress.filter(({ ports }) => ports.every(({ port }) => port !== "metrics"));
  const selectors = rules.flatMap(({ from }) => from).map(({ podSelector }) => podSelector?.matchLabels);
  return selectors.flatMap((labels) => labels?.["app.kubernetes.io/name"] ?? []);
}
