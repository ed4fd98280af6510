import type { Fleet, ShippedService } from "../fleet.ts";
import { listConsumedApis, listProvidedApis } from "./apis.ts";
import { createEntity, type Entity, ofTheSystem, system, toUrl } from "./entity.ts";
import { listUsedResources } from "./resources.ts";

/** A Component for each service. */
export function createComponents(fleet: Fleet): readonly Entity[] {
  return fleet.services.map((service) =>
    createEntity("Component", toMetadata(fleet, service), {
      type: "service",
      lifecycle: "production",
      ...ofTheSystem,
      providesApis: listProvidedApis(service),
      consumesApis: listConsumedApis(fleet, service),
      dependsOn: listUsedResources(service).map((name) => `resource:${name}`),
    }),
  );
}

function toMetadata({ repository }: Fleet, { name, summary }: ShippedService): Entity["metadata"] {
  return {
    name,
    description: summary,
    annotations: {
      "github.com/project-slug": repository,
      "backstage.io/source-location": `url:https://github.com/${repository}/tree/main/services/${name}/`,
      "backstage.io/techdocs-entity": `system:default/${system}`,
      "backstage.io/kubernetes-label-selector": `app.kubernetes.io/name=${name},app.kubernetes.io/part-of=flotilla`,
      "grafana/dashboard-selector": `title == 'Flotilla / ${name}'`,
    },
    links: [
      { url: toUrl(repository, `services/${name}/README.md`), title: "Readme", icon: "docs" },
      {
        url: toUrl(repository, `deploy/monitoring/dashboards/flotilla-${name}.json`),
        title: "Dashboard",
        icon: "dashboard",
      },
      { url: toUrl(repository, "docs/runbooks"), title: "Runbooks", icon: "help" },
    ],
  };
}
