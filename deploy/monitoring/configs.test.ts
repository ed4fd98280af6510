import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { services } from "@flotilla/fleet/manifest";
import { findProgram } from "@flotilla/testkit/find-program";
import { parse } from "yaml";

const here = import.meta.dirname;
const promtool = findProgram("promtool");
const amtool = findProgram("amtool");
const kubectl = findProgram("kubectl");

describe("what watches the fleet", () => {
  it("has rules that Prometheus takes", { skip: promtool.missing }, () => {
    const files = ["budgets", "alerts", "compose"].map((name) => join(here, `prometheus/rules/${name}.yaml`));
    assert.match(run(promtool.path, "check", "rules", ...files), /SUCCESS: \d+ rules found/);
  });

  it("has configurations that Prometheus takes, for compose and for a cluster", { skip: promtool.missing }, () => {
    const compose = join(here, "prometheus/prometheus.yaml");
    assert.match(run(promtool.path, "check", "config", "--syntax-only", compose), /is valid prometheus config/);
    const { server, serverFiles, scrapeConfigs } = readYaml("prometheus/values.yaml");
    const scrapes = Object.values(scrapeConfigs as Record<string, object>).filter((one) => "job_name" in one);
    // Debian's promtool is built without the discovery of Kubernetes; the rest of each it does know.
    const known = scrapes.map((one) => ({ ...one, kubernetes_sd_configs: undefined }));
    assert.ok(known.length > 0);
    const cluster = { global: server.global, ...serverFiles["prometheus.yml"], scrape_configs: known };
    assert.match(runOn(cluster, promtool.path, "check", "config", "--syntax-only"), /is valid prometheus config/);
  });

  it("scrapes each service under its own name", () => {
    const { scrape_configs: scrapes } = readYaml("prometheus/prometheus.yaml");
    const jobs = scrapes.map(({ job_name }: { readonly job_name: string }) => job_name);
    assert.deepEqual(
      services.filter(({ name }) => !jobs.includes(name)),
      [],
    );
  });

  it("looks ten seconds apart, and remembers the thirty days of a budget", () => {
    const { server } = readYaml("prometheus/values.yaml");
    assert.deepEqual([server.global.scrape_interval, server.retention], ["10s", "35d"]);
  });

  for (const [labels, receiver] of [
    [["severity=page"], "pages"],
    [["severity=ticket"], "tickets"],
    [["severity=none", "alertname=Watchdog"], "watchdog"],
  ] as const) {
    it(`sends what is ${labels.join(", ")} to the ${receiver}`, { skip: amtool.missing }, () => {
      for (const config of [
        readYaml("alertmanager/alertmanager.yaml"),
        readYaml("prometheus/values.yaml").alertmanager.config,
      ]) {
        const { receivers } = config;
        // Debian's amtool is older than files of webhooks' addresses.
        const known = receivers.map((one: object) =>
          "webhook_configs" in one ? { ...one, webhook_configs: [] } : one,
        );
        const text = { ...config, receivers: known };
        assert.match(runOn(text, amtool.path, "check-config"), /SUCCESS/);
        const route = runOn(text, amtool.path, "config", "routes", "test", ...labels, "--config.file");
        assert.equal(route.trim(), receiver);
      }
    });
  }

  it("says the same to both Alertmanagers, but for where the secrets lie, and that only a cluster has a switch", () => {
    const { alertmanager } = readYaml("prometheus/values.yaml");
    const compose = readYaml("alertmanager/alertmanager.yaml");
    const [watchdog, ...others] = alertmanager.config.receivers;
    assert.deepEqual(
      { ...alertmanager.config, global: null, receivers: others },
      { ...compose, global: null, receivers: compose.receivers.slice(1) },
    );
    const [mount] = alertmanager.extraSecretMounts;
    const files = [alertmanager.config.global.slack_api_url_file, watchdog.webhook_configs[0].url_file];
    assert.deepEqual(files, [`${mount.mountPath}/slack_url`, `${mount.mountPath}/watchdog_url`]);
  });

  it("watches in a cluster whether Alertmanager is heard", () => {
    const { podAnnotations } = readYaml("prometheus/values.yaml").alertmanager;
    assert.deepEqual(podAnnotations, { "prometheus.io/scrape": "true", "prometheus.io/port": "9093" });
  });

  it("loads rules anew in a cluster when they change", () => {
    const { server, configmapReload } = readYaml("prometheus/values.yaml");
    const { extraConfigmapMounts: mounts, extraVolumeDirs: watched } = configmapReload.prometheus;
    assert.deepEqual(mounts, server.extraConfigmapMounts);
    assert.deepEqual(
      watched,
      mounts.map(({ mountPath }: { readonly mountPath: string }) => mountPath),
    );
    assert.ok(server.extraFlags.includes("web.enable-lifecycle"));
  });

  it("is shown the labels by which alerts know the fleet, and which the chart gives to all of it", () => {
    const allowed: readonly string[] = readYaml("prometheus/values.yaml")["kube-state-metrics"].metricLabelsAllowlist;
    const shown = ["name", "part-of", "component"].map((name) => `app.kubernetes.io/${name}`);
    assert.deepEqual(allowed, [`deployments=[${shown.join(",")}]`, `statefulsets=[${shown.join(",")}]`]);
    const rules = readFileSync(join(here, "prometheus/rules/alerts.yaml"), "utf8");
    const used = [...rules.matchAll(/label_(app_kubernetes_io_\w+)/g)].map(([, name]) => name!);
    const known = shown.map((name) => name.replaceAll(/[^a-z]/g, "_"));
    assert.deepEqual(
      used.filter((name) => !known.includes(name)),
      [],
    );
    const given = readFileSync(join(here, "../chart/flotilla/templates/_names.tpl"), "utf8");
    for (const name of shown) assert.match(given, new RegExp(`^${name}: `, "m"));
    assert.match(given, /^app\.kubernetes\.io\/part-of: flotilla$/m);
  });

  it("brings rules and dashboards into a cluster as ConfigMaps that fit", { skip: kubectl.missing }, () => {
    const manifests = run(kubectl.path, "kustomize", here)
      .split("\n---\n")
      .map((text) => parse(text));
    const { server } = readYaml("prometheus/values.yaml");
    const names = manifests.map(({ metadata }) => metadata.name);
    assert.ok(
      server.extraConfigmapMounts.every(({ configMap }: { readonly configMap: string }) => names.includes(configMap)),
    );
    const shown = manifests.filter(({ metadata }) => metadata.labels.grafana_dashboard === "1");
    assert.equal(shown.length, services.length + 4);
    for (const { data } of manifests) assert.ok(JSON.stringify(data).length < 250_000, "too large for `kubectl apply`");
  });
});

function readYaml(path: string) {
  return parse(readFileSync(join(here, path), "utf8"));
}

function run(command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** Hands a file with `value` to a command; JSON is YAML, too. */
function runOn(value: unknown, command: string, ...args: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-configs-"));
  try {
    const file = join(folder, "config.yaml");
    writeFileSync(file, JSON.stringify(value));
    return run(command, ...args, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
