// compose.yaml: what is written by hand in deploy/compose/compose.base.yaml, completed. What is said there wins.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, parseDocument } from "yaml";
import type { Fleet } from "../fleet.ts";
import { type Generator, mark } from "../generator.ts";
import { type Container, toImage, toServiceContainer, toStoreContainer } from "./service-container.ts";

const base = join(import.meta.dirname, "../../compose/compose.base.yaml");

/** compose.yaml at the root, where `docker compose` looks for it. */
export const generateCompose: Generator = (fleet) => {
  const document = parseDocument(readFileSync(base, "utf8"));
  complete(document, ["services", "image"], {
    image: toImage(fleet),
    build: { args: { VERSION: fleet.version, SOURCE: fleet.source } },
  });
  for (const [name, container] of listContainers(fleet)) complete(document, ["services", name], container);
  for (const name of listNames(document)) complete(document, ["services", name], hardened(document, name));
  complete(document, ["volumes"], toVolumes(fleet));
  complete(document, ["secrets"], toSecrets(document));
  const text = document.toString({ lineWidth: 0, indentSeq: true, nullStr: "", flowCollectionPadding: false });
  return [{ path: "compose.yaml", text: `# ${mark}\n${text}` }];
};

function listContainers(fleet: Fleet): readonly (readonly [string, Container])[] {
  return [
    ...fleet.stores.map((store) => [store.name, toStoreContainer(store)] as const),
    ...fleet.services.map((service) => [service.name, toServiceContainer(fleet, service)] as const),
  ];
}

/** What every container has: no right but to do its work, little to fill, and a log that ends. */
function hardened(document: Document, name: string): Container {
  if (document.hasIn(["services", name, "build"])) return {};
  return {
    ...(document.hasIn(["services", name, "healthcheck"]) && { healthcheck: patience }),
    restart: "unless-stopped",
    read_only: true,
    tmpfs: ["/tmp"],
    cap_drop: ["ALL"],
    security_opt: ["no-new-privileges:true"],
    deploy: { resources: { limits: { pids: 1024 } } },
    logging,
  };
}

const patience = { interval: "10s", timeout: "5s", retries: 3, start_period: "60s", start_interval: "1s" };

/** Fluent Bit learns from the label which container a line is of. */
const logging = {
  driver: "json-file",
  options: { "max-size": "10m", "max-file": "3", labels: "com.docker.compose.service" },
};

function toVolumes({ services }: Fleet): Readonly<Record<string, null>> {
  return Object.fromEntries(services.filter(({ scale }) => scale === "one").map(({ name }) => [name, null]));
}

/** Every secret that a container asks for, as the file that `npm run compose` makes of it. */
function toSecrets(document: Document): Readonly<Record<string, object>> {
  const { services }: { services: Readonly<Record<string, { secrets?: readonly SecretUse[] }>> } = document.toJS();
  const uses = Object.values(services).flatMap(({ secrets = [] }) => secrets);
  const names = new Set(uses.map((use) => (typeof use === "string" ? use : use.source)));
  return Object.fromEntries([...names].sort().map((name) => [name, { file: `./deploy/compose/secrets/${name}` }]));
}

type SecretUse = string | { readonly source: string };

function listNames(document: Document): readonly string[] {
  return Object.keys(document.toJS().services);
}

/** Adds what is missing at `path`; maps grow, and whatever else is there stays. */
function complete(document: Document, path: readonly string[], value: unknown): void {
  const there = document.getIn(path);
  if (there === undefined) {
    document.setIn(path, document.createNode(value, { aliasDuplicateObjects: false }));
  } else if (isMap(there)) {
    for (const [key, inner] of Object.entries(value as object)) complete(document, [...path, key], inner);
  }
}
