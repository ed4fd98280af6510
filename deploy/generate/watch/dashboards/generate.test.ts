import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { HelloService } from "@flotilla/contract/flotilla/hello/v1/hello";
import { services } from "@flotilla/fleet/manifest";
import { parse } from "yaml";
import { readFleet } from "../../fleet.ts";
import { changeSlo } from "../../test/change-slo.ts";
import { generateGrafana } from "../grafana.ts";
import { generateDashboards, listDashboards } from "./generate.ts";
import { toGrafana } from "./to-grafana.ts";

interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface GrafanaPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: Place;
  readonly datasource?: { readonly uid: string };
  readonly panels?: readonly GrafanaPanel[];
  readonly fieldConfig?: {
    readonly defaults: { readonly thresholds?: { readonly steps: readonly { readonly value: number | null }[] } };
  };
}

const fleet = readFleet();
const dashboards = listDashboards(fleet);

describe("the dashboards", () => {
  for (const dashboard of dashboards) {
    it(`${dashboard.uid} has panels side by side, each with an id of its own`, () => {
      const panels = listPanels(dashboard);
      const ids = panels.map(({ id }) => id);
      assert.deepEqual(ids, [...new Set(ids)]);
      const places = panels.map(({ gridPos }) => gridPos);
      assert.ok(places.every(({ x, w }) => x + w <= 24));
      for (const [index, place] of places.entries()) {
        assert.ok(!places.slice(index + 1).some((other) => overlap(place, other)), JSON.stringify(place));
      }
    });
  }

  it("show of a cluster's pods those in namespaces of the fleet", () => {
    const rows = dashboards.flatMap((dashboard) => dashboard.rows.filter(({ title }) => title.startsWith("Pods")));
    assert.ok(rows.length > services.length);
    const queries = rows.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries));
    assert.deepEqual(
      queries.filter(({ expr }) => !expr.includes('label_app_kubernetes_io_part_of="flotilla"')),
      [],
    );
  });

  it("ask data sources that are provisioned", () => {
    const provisioned: { readonly datasources: readonly { readonly uid: string }[] } = parse(
      generateGrafana(fleet)[0]!.text,
    );
    const known = new Set(provisioned.datasources.map(({ uid }) => uid));
    const asked = new Set(dashboards.flatMap(listPanels).flatMap(({ datasource }) => datasource?.uid ?? []));
    assert.deepEqual(
      [...asked].filter((uid) => !known.has(uid)),
      [],
    );
    assert.ok(asked.size > 0);
  });

  it("have three panels for each rpc of a service", () => {
    for (const { name, rpcs } of fleet.services) {
      const titles = listPanels(dashboards.find(({ uid }) => uid === `flotilla-${name}`)!).map(({ title }) => title);
      const wanted = rpcs.flatMap(({ method }) =>
        ["calls", "latency", "error budget left"].map((what) => `${method.name}: ${what}`),
      );
      assert.deepEqual(
        wanted.filter((title) => !titles.includes(title)),
        [],
      );
    }
  });

  it("draw the promise of the contract, and change with it", () => {
    const hello = services.find(({ name }) => name === "hello")!;
    const contracts = [changeSlo(HelloService, "GetHello", { latency: { nanos: 25_000_000 } })];
    const changed = listDashboards(readFleet([{ ...hello, contracts }])).find(({ uid }) => uid === "flotilla-hello")!;
    const panel = listPanels(changed).find(({ title }) => title === "GetHello: latency");
    assert.equal(panel?.fieldConfig?.defaults.thresholds?.steps.at(-1)?.value, 0.025);
  });

  it("leave no file behind when a service goes", () => {
    const made = generateDashboards(fleet).map(({ path }) => path);
    const folder = join(import.meta.dirname, "../../../monitoring/dashboards");
    assert.deepEqual(
      readdirSync(folder).filter((name) => !made.includes(`deploy/monitoring/dashboards/${name}`)),
      [],
    );
  });
});

function listPanels(dashboard: (typeof dashboards)[number]): readonly GrafanaPanel[] {
  const { panels } = toGrafana(dashboard) as { readonly panels: readonly GrafanaPanel[] };
  return panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
}

function overlap(a: Place, b: Place): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
