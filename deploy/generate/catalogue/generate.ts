// Backstage's catalogue of the fleet. It is registered by catalog-info.yaml at the root of the repository, which points to the rest.
import type { Fleet } from "../fleet.ts";
import type { Output } from "../generator.ts";
import { toYaml } from "../to-yaml.ts";
import { apisPath, createApis } from "./apis.ts";
import { createComponents } from "./components.ts";
import { createEntity, type Entity, owner, system, toUrl } from "./entity.ts";
import { createResources } from "./resources.ts";

const componentsPath = "deploy/catalogue/components.yaml";
const resourcesPath = "deploy/catalogue/resources.yaml";

/** catalog-info.yaml, and the files that it points to. */
export function generateCatalogue(fleet: Fleet): readonly Output[] {
  return [
    { path: "catalog-info.yaml", text: toYaml(...createFrame(fleet)) },
    { path: componentsPath, text: toYaml(...createComponents(fleet)) },
    { path: apisPath, text: toYaml(...createApis(fleet)) },
    { path: resourcesPath, text: toYaml(...createResources(fleet)) },
  ];
}

function createFrame({ repository }: Fleet): readonly Entity[] {
  const targets = [componentsPath, apisPath, resourcesPath].map((path) => `./${path}`);
  return [
    createEntity("Location", { name: "flotilla", description: "All of the fleet." }, { type: "url", targets }),
    createEntity("Group", { name: owner, description: "Those who build and run it." }, { type: "team", children: [] }),
    createEntity("Domain", { name: "fleet", description: "Small services, built alike." }, { owner: `group:${owner}` }),
    createEntity("System", toSystem(repository), { owner: `group:${owner}`, domain: "fleet" }),
  ];
}

function toSystem(repository: string): Entity["metadata"] {
  return {
    name: system,
    title: "Flotilla",
    description: "A fleet of small services behind one contract, with the stores that they keep things in.",
    annotations: {
      "github.com/project-slug": repository,
      "backstage.io/techdocs-ref": "dir:.",
      "grafana/dashboard-selector": "tags @> 'flotilla'",
    },
    links: [
      { url: toUrl(repository, "README.md"), title: "Readme", icon: "docs" },
      {
        url: toUrl(repository, "deploy/monitoring/dashboards/flotilla-overview.json"),
        title: "Dashboard",
        icon: "dashboard",
      },
      { url: toUrl(repository, "docs/runbooks"), title: "Runbooks", icon: "help" },
    ],
  };
}
