import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { readConfig } from "@flotilla/chassis";
import { services, stores } from "@flotilla/fleet/manifest";
import { findProgram } from "@flotilla/testkit/find-program";
import { parse } from "yaml";
import { readDeclaredSettings } from "../test/declared-settings.ts";
import { makeSecrets } from "./make-secrets.ts";
import { readComposeFile, root, toEnvironment } from "./test/compose-file.ts";

const file = readComposeFile();
const containers = Object.entries(file.services).filter(([, { build }]) => build === undefined);
const compose = findProgram("docker-compose");

describe("compose.yaml", () => {
  it("has the fleet, its stores, and all that stands beside them", () => {
    const ours = [...services, ...stores].map(({ name }) => name);
    const watch = ["prometheus", "alertmanager", "grafana", "loki", "fluent-bit", "jaeger"];
    const wanted = [...ours, ...watch, "kong", "mongo-express", "adminer"];
    assert.deepEqual(containers.map(([name]) => name).sort(), wanted.sort());
    assert.deepEqual([...new Set(containers.flatMap(([, { profiles }]) => profiles))].sort(), [
      "core",
      "gateway",
      "observe",
    ]);
  });

  it("never runs what is there to build the image, not even with all profiles", () => {
    assert.equal(file.services["image"]!["scale"], 0);
  });

  it("builds the image as the version that it names", () => {
    const { build, image } = file.services["image"]!;
    const { VERSION } = (build as { readonly args: { readonly VERSION: string } }).args;
    assert.match(String(image), new RegExp(`:${VERSION.replaceAll(".", "\\.")}}$`));
  });

  it("asks no container to wait for another one", () => {
    assert.deepEqual(
      containers.filter(([, { depends_on }]) => depends_on !== undefined),
      [],
    );
  });

  for (const [name, container] of containers) {
    it(`gives ${name} no more rights, disk and memory than it needs`, () => {
      assert.equal(container["read_only"], true);
      assert.deepEqual(container["cap_drop"], ["ALL"]);
      assert.equal(container["cap_add"], undefined);
      assert.deepEqual(container["security_opt"], ["no-new-privileges:true"]);
      assert.equal(container["restart"], "unless-stopped");
      const limits = (container["deploy"] as { resources: { limits: object } }).resources.limits;
      assert.deepEqual(Object.keys(limits).sort(), ["memory", "pids"]);
    });

    it(`pins the image of ${name} to a version`, () => {
      const image = container.image.replace(/^\$\{FLOTILLA_IMAGE:-(.*)\}$/, "$1");
      assert.match(image, /^[a-z.]+(\/[a-z0-9._-]+)+:v?\d+\.\d+[\w.-]*$/);
    });

    it(`mounts into ${name} what is there`, () => {
      const sources = (container.volumes ?? []).map((volume) => volume.split(":")[0]!);
      const missing = sources.filter((source) =>
        source.startsWith("./")
          ? !existsSync(join(root, source))
          : !source.startsWith("${") && !(source in file.volumes),
      );
      assert.deepEqual(missing, []);
    });
  }

  it("asks every container how it is, but for the one whose image has nothing to ask with", () => {
    const unasked = containers.filter(([, { healthcheck }]) => healthcheck === undefined).map(([name]) => name);
    assert.deepEqual(unasked, ["fluent-bit"]);
  });

  it("opens every port to this machine alone, unless it is told otherwise", () => {
    const ports = containers.flatMap(([, { ports = [] }]) => ports);
    const open = ports.filter((port) => !/^(127\.0\.0\.1|\$\{GATEWAY_ADDRESS:-127\.0\.0\.1\}):/.test(port));
    assert.ok(ports.length > services.length);
    assert.deepEqual(open, []);
  });

  it("shares one network between Prometheus and each of its targets, which would count twice otherwise", () => {
    const { networks } = file.services["prometheus"]!;
    const config = parse(readFileSync(join(root, "deploy/monitoring/prometheus/prometheus.yaml"), "utf8"));
    const jobs: readonly { job_name: string }[] = config.scrape_configs;
    for (const { job_name } of jobs.filter(({ job_name }) => job_name !== "prometheus")) {
      const shared = file.services[job_name]!.networks.filter((network) => networks.includes(network));
      assert.equal(shared.length, 1, job_name);
    }
  });

  it("puts dashboards where Grafana's provider looks for them", () => {
    const provider = parse(readFileSync(join(root, "deploy/monitoring/grafana/dashboards/dashboards.yaml"), "utf8"));
    const { path } = provider.providers[0].options;
    assert.ok(file.services["grafana"]!.volumes!.includes(`./deploy/monitoring/dashboards:${path}:ro`));
  });
});

describe("the environment of a container", () => {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-compose-"));
  before(() => void makeSecrets(folder));
  after(() => rmSync(folder, { recursive: true }));

  for (const { name } of services) {
    it(`is made of settings that ${name} takes`, async () => {
      const environment = toEnvironment(file.services[name]!);
      const { fields, checks } = await readDeclaredSettings(name);
      const known = new Set(Object.values(fields).flatMap(({ env }) => [env, `${env}_FILE`]));
      assert.deepEqual(
        Object.keys(environment).filter((variable) => !known.has(variable)),
        [],
      );
      const here = Object.entries(environment).map(([key, value]) => [key, value.replace("/run/secrets", folder)]);
      const settings = readConfig(fields, Object.fromEntries(here), checks as never);
      assert.deepEqual([settings["host"], settings["port"], settings["adminPort"]], ["0.0.0.0", 8080, 8081]);
    });
  }
});

describe("docker compose", { skip: compose.missing }, () => {
  const kafka = "deploy/logging/kafka/compose.kafka.yaml";
  const listServices = (profiles: string, ...files: readonly string[]) => {
    const args = ["compose.yaml", ...files].flatMap((path) => ["-f", path]);
    const env = { ...process.env, COMPOSE_PROFILES: profiles };
    const text = execFileSync(compose.path, [...args, "config", "--services"], { cwd: root, env, encoding: "utf8" });
    return text.trim().split("\n").sort();
  };

  it("starts services and stores alone", () => {
    assert.deepEqual(listServices("core"), [...services, ...stores].map(({ name }) => name).sort());
  });

  it("starts all of it", () => {
    assert.deepEqual(listServices("core,gateway,observe"), containers.map(([name]) => name).sort());
  });

  it("puts Kafka between the logs and Loki", () => {
    const added = ["fluent-bit-from-kafka", "kafka"];
    assert.deepEqual(
      listServices("observe", kafka).filter((name) => !(name in file.services)),
      added,
    );
  });
});
