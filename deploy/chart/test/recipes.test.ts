// What the pages recommend is rendered as it stands there.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { findProgram } from "@flotilla/testkit/find-program";
import { parse, parseAllDocuments } from "yaml";
import { toPod } from "./pods.ts";
import { chart, find, missesHelm, renderChart } from "./render-chart.ts";

const recipes = join(chart, "../../gateway/recipes");
const operators = join(chart, "../operators");
const read = async (folder: string, name: string) => parse(await readFile(join(folder, `${name}.yaml`), "utf8"));

describe("recipes", { skip: missesHelm }, () => {
  it("are all known to these tests", async () => {
    const values = ["gateway-api", "kong", "nginx", "nginx-tls", "passthrough", "traefik", "traefik-tls"];
    const objects = ["gateway-api-gateway", "nginx-passthrough", "traefik-passthrough", "traefik-transport"];
    const files = (await readdir(recipes)).filter((name) => name.endsWith(".yaml"));
    assert.deepEqual(files.toSorted(), [...values, ...objects].map((name) => `${name}.yaml`).toSorted());
  });

  it("let Traefik speak cleartext HTTP/2 to pods", async () => {
    const manifests = await renderChart(await read(recipes, "traefik"));
    const { annotations } = find(manifests, "Service", "users").metadata;
    assert.equal(annotations!["traefik.ingress.kubernetes.io/service.serversscheme"], "h2c");
    assert.ok(find(manifests, "Ingress", "flotilla-grpc"));
  });

  for (const [controller, protocol] of [
    ["nginx", "GRPC"],
    ["nginx-tls", "GRPCS"],
  ] as const) {
    it(`let NGINX speak ${protocol} to pods by ${controller}.yaml`, async () => {
      const base = await read(recipes, "nginx");
      const more = await read(recipes, controller);
      const annotations = { ...base.ingress.grpcAnnotations, ...more.ingress.grpcAnnotations };
      const ingress = { ...base.ingress, ...more.ingress, grpcAnnotations: annotations };
      const manifests = await renderChart({ ...base, ...more, ingress });
      const { metadata } = find(manifests, "Ingress", "flotilla-grpc");
      assert.equal(metadata.annotations!["nginx.ingress.kubernetes.io/backend-protocol"], protocol);
      const grpc = find(manifests, "Service", "users")["spec"] as {
        readonly ports: readonly { appProtocol: string }[];
      };
      assert.equal(grpc.ports[1]!.appProtocol, protocol === "GRPC" ? "kubernetes.io/h2c" : "https");
    });
  }

  it("let Traefik trust the release's own authority", async () => {
    const transport = await read(recipes, "traefik-transport");
    const manifests = await renderChart(await read(recipes, "traefik-tls"));
    const authority = find(manifests, "Certificate", "flotilla-ca")["spec"] as { readonly secretName: string };
    assert.deepEqual(transport.spec.rootCAs, [{ secret: authority.secretName }]);
    const { annotations } = find(manifests, "Service", "users").metadata;
    const name = `${transport.metadata.namespace}-${transport.metadata.name}@kubernetescrd`;
    assert.equal(annotations!["traefik.ingress.kubernetes.io/service.serverstransport"], name);
  });

  it("let TLS end in pods, under a name that their certificate has", async () => {
    const manifests = await renderChart(await read(recipes, "passthrough"));
    const { dnsNames } = find(manifests, "Certificate", "users")["spec"] as { readonly dnsNames: readonly string[] };
    const { spec: traefik } = await read(recipes, "traefik-passthrough");
    const { spec: nginx } = await read(recipes, "nginx-passthrough");
    const [, host] = /HostSNI\(`(.+)`\)/.exec(traefik.routes[0].match)!;
    assert.ok(dnsNames.includes(host!));
    assert.equal(nginx.rules[0].host, host);
  });

  it("let Kong ask for keys at each way in", async () => {
    const manifests = await renderChart(await read(recipes, "kong"));
    for (const kind of ["Ingress", "HTTPRoute", "GRPCRoute"]) {
      const all = manifests.filter((manifest) => manifest.kind === kind);
      const routes = all.filter(({ metadata }) => metadata.name !== "flotilla-redirect");
      assert.ok(routes.length > 0);
      for (const { metadata } of routes) assert.match(metadata.annotations!["konghq.com/plugins"]!, /\bkey-auth\b/);
    }
  });

  it("have Kong's certificate made for all of its names", async () => {
    const manifests = await renderChart(await read(recipes, "kong"));
    const [{ metadata, spec }] = manifests.filter(({ kind }) => kind === "Ingress") as [(typeof manifests)[number]];
    const { tls } = spec as { readonly tls: readonly { readonly hosts: readonly string[] }[] };
    const certified = [
      ...tls.flatMap(({ hosts }) => hosts),
      ...metadata.annotations!["cert-manager.io/alt-names"]!.split(","),
    ];
    const routes = manifests.filter(({ kind }) => kind === "HTTPRoute" || kind === "GRPCRoute");
    for (const route of routes) {
      const { hostnames = [] } = route["spec"] as { readonly hostnames?: readonly string[] };
      for (const hostname of hostnames) assert.ok(certified.includes(hostname), hostname);
    }
    assert.ok(routes.length > 0);
  });

  it("lead to a Gateway elsewhere, whose proxies public services let in", async () => {
    const text = await readFile(join(recipes, "gateway-api-gateway.yaml"), "utf8");
    const [gateway, redirect] = parseAllDocuments(text).map((document) => document.toJS());
    const { name, namespace } = gateway.metadata;
    const manifests = await renderChart(await read(recipes, "gateway-api"));
    const [http, ...secure] = gateway.spec.listeners;
    for (const [index, kind] of ["HTTPRoute", "GRPCRoute"].entries()) {
      const { parentRefs, hostnames } = find(manifests, kind, "hello")["spec"] as Readonly<Record<string, object[]>>;
      assert.deepEqual(parentRefs, [{ name, namespace }]);
      assert.deepEqual(hostnames, [secure[index].hostname]);
      assert.equal(
        secure[index].allowedRoutes.namespaces.selector.matchLabels["kubernetes.io/metadata.name"],
        "flotilla",
      );
    }
    assert.equal(http.allowedRoutes.namespaces.from, "Same");
    assert.notEqual(namespace, "flotilla");
    assert.match(JSON.stringify(find(manifests, "NetworkPolicy", "hello")), new RegExp(`"${namespace}"`));
    assert.deepEqual(redirect.spec.parentRefs, [{ name, sectionName: http.name }]);
    assert.ok(!manifests.some(({ kind }) => kind === "Gateway"));
  });

  for (const [store, user] of Object.entries({
    mongo: "courses",
    nats: "initializer",
    postgres: "students",
    redis: "students",
  })) {
    it(`find ${store} by the Secret of an operator`, async () => {
      const text = await readFile(join(operators, `${store}.yaml`), "utf8");
      const [block] = /^# {3}stores:.*\n(?:^# {5,}.*\n)*/m.exec(text)!;
      const values = parse(block.replaceAll(/^# {3}/gm, ""));
      const { secretName, key = "url" } = values.stores[store].external;
      const manifests = await renderChart(values);
      const { env } = toPod(find(manifests, "Deployment", user)).containers[0]!;
      const url = env!.find(({ name }) => name === `${store.toUpperCase()}_URL`);
      assert.deepEqual(url!.valueFrom!.secretKeyRef, { name: secretName, key });
      assert.ok(!manifests.some(({ kind, metadata }) => kind === "StatefulSet" && metadata.name === store));
    });
  }
});

describe("autoscaling by calls", { skip: missesHelm }, () => {
  const promtool = findProgram("promtool");

  it("goes by a metric that the adapter shows", async () => {
    const [rule] = (await read(join(chart, ".."), "prometheus-adapter")).rules.custom;
    const manifests = await renderChart({ serviceDefaults: { autoscaling: { callsPerSecond: 250 } } });
    const { metrics } = find(manifests, "HorizontalPodAutoscaler", "hello")["spec"] as {
      readonly metrics: readonly { readonly pods?: { readonly metric: { readonly name: string } } }[];
    };
    assert.equal(metrics[1]!.pods!.metric.name, rule.name.as);
  });

  it("asks Prometheus what it understands", { skip: promtool.missing }, async () => {
    const [rule] = (await read(join(chart, ".."), "prometheus-adapter")).rules.custom;
    const [series] = /^\w+/.exec(rule.seriesQuery)!;
    const query = rule.metricsQuery
      .replaceAll("<<.Series>>", series)
      .replaceAll("<<.LabelMatchers>>", 'namespace="flotilla"')
      .replaceAll("<<.GroupBy>>", "pod");
    const folder = await mkdtemp(join(tmpdir(), "flotilla-adapter-"));
    const file = join(folder, "rules.yaml");
    await writeFile(file, JSON.stringify({ groups: [{ name: "adapter", rules: [{ record: "calls", expr: query }] }] }));
    await promisify(execFile)(promtool.path, ["check", "rules", file]).finally(() => rm(folder, { recursive: true }));
  });
});
