// The chart's own description, and its values: the hand-written ones of deploy/chart/values.base.yaml, with what the manifest
// and the contract say of each service and store.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Fleet, ShippedService } from "./fleet.ts";
import { mark, type Output } from "./generator.ts";
import { listRestRoutes, listRpcRoutes } from "./routes.ts";
import { toYaml } from "./to-yaml.ts";

const chart = "deploy/chart/flotilla";
const base = join(import.meta.dirname, "../chart/values.base.yaml");

/** What the file of hand-written values says of single services. */
interface HandwrittenValues {
  readonly services: Readonly<Record<string, object>>;
}

/** Chart.yaml and values.yaml. */
export function generateValues(fleet: Fleet): readonly Output[] {
  return [
    { path: `${chart}/Chart.yaml`, text: toYaml(toChart(fleet)) },
    { path: `${chart}/values.yaml`, text: renderValues(fleet) },
  ];
}

function toChart({ version, repository }: Fleet): object {
  const home = `https://github.com/${repository}`;
  return {
    apiVersion: "v2",
    name: "flotilla",
    description: "A fleet of small services behind one contract, with the stores that they keep things in.",
    type: "application",
    version,
    appVersion: version,
    kubeVersion: ">=1.30.0-0",
    home,
    sources: [home],
    keywords: ["microservices", "grpc", "rest", "jetstream"],
    maintainers: [{ name: "Flotilla", url: home }],
  };
}

function renderValues(fleet: Fleet): string {
  const document = parseDocument(readFileSync(base, "utf8"));
  const handwritten: HandwrittenValues = document.toJS();
  const set = (path: readonly string[], value: unknown) =>
    document.setIn(path, document.createNode(value, { aliasDuplicateObjects: false }));
  set(["image", "registry"], fleet.registry);
  set(["image", "repository"], fleet.repository);
  set(["ports"], fleet.ports);
  set(["stores"], toStores(fleet));
  set(["services"], toServices(fleet, handwritten.services));
  return `# ${mark}\n${document.toString({ lineWidth: 0, indentSeq: true })}`;
}

function toStores({ stores }: Fleet): object {
  return Object.fromEntries(stores.map(({ name, ...store }) => [name, store]));
}

function toServices(fleet: Fleet, handwritten: HandwrittenValues["services"]): object {
  const routes = Map.groupBy(listRestRoutes(fleet), ({ service }) => service);
  const rpcs = Map.groupBy(listRpcRoutes(fleet), ({ service }) => service);
  return Object.fromEntries(
    fleet.services.map((service) => [
      service.name,
      {
        ...toService(service),
        routes: (routes.get(service.name) ?? []).map(({ kind, path }) => ({ kind, path })),
        rpcs: (rpcs.get(service.name) ?? []).map(({ contract }) => contract),
        ...handwritten[service.name],
      },
    ]),
  );
}

function toService({ scale, isPublic, calls, stores, resources }: ShippedService): object {
  return { scale, isPublic, calls, stores, resources };
}
