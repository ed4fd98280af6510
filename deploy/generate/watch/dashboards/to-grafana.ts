// A dashboard in Grafana's JSON model, classic schema (https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/).
import { uids } from "../grafana.ts";
import type { Dashboard, Panel, Query, Row } from "./dashboard.ts";

const schemaVersion = 41;
const columns = 24;
const heights = { graph: 7, figure: 4, table: 10 } as const;
const datasource = { type: "prometheus", uid: uids.prometheus };
const kinds = { graph: "timeseries", figure: "stat", table: "table" } as const;

/** Everything that Grafana wants to know; ids and places are given in order, so that the same dashboard is the same text. */
export function toGrafana({ uid, title, description, rows }: Dashboard): object {
  return {
    uid,
    title,
    description,
    tags: ["flotilla"],
    schemaVersion,
    editable: false,
    graphTooltip: 1,
    refresh: "30s",
    time: { from: "now-1h", to: "now" },
    timezone: "browser",
    links: [
      {
        title: "Flotilla",
        type: "dashboards",
        tags: ["flotilla"],
        asDropdown: true,
        keepTime: true,
        includeVars: true,
      },
    ],
    annotations: { list: [alertAnnotation] },
    templating: { list: [namespaceVariable] },
    panels: new Layout().place(rows),
  };
}

/** Compose has no namespaces: `.*` finds what has none, too. */
const namespaceVariable = {
  name: "namespace",
  label: "Namespace",
  type: "query",
  datasource,
  query: { query: "label_values(up, namespace)", refId: "namespace" },
  refresh: 2,
  includeAll: true,
  allValue: ".*",
  current: { text: "All", value: "$__all" },
};

const alertAnnotation = {
  name: "Alerts that page",
  datasource,
  enable: true,
  iconColor: "red",
  expr: 'ALERTS{alertstate="firing", severity="page"}',
  titleFormat: "{{alertname}} {{job}}",
};

/** Fills rows from left to right. */
class Layout {
  #id = 0;
  #y = 0;

  place(rows: readonly Row[]): readonly object[] {
    return rows.flatMap((row) => this.#placeRow(row));
  }

  #placeRow({ title, isCollapsed = false, panels }: Row): readonly object[] {
    const heading = { id: ++this.#id, type: "row", title, collapsed: isCollapsed, gridPos: this.#take(columns, 1, 0) };
    this.#y++;
    const placed = this.#placePanels(panels);
    return isCollapsed ? [{ ...heading, panels: placed }] : [{ ...heading, panels: [] }, ...placed];
  }

  #placePanels(panels: readonly Panel[]): readonly object[] {
    let x = 0;
    let height = 0;
    const placed = panels.map((panel) => {
      if (x + panel.width > columns) {
        this.#y += height;
        [x, height] = [0, 0];
      }
      const gridPos = this.#take(panel.width, heights[panel.kind], x);
      x += panel.width;
      height = Math.max(height, gridPos.h);
      return { id: ++this.#id, gridPos, ...toPanel(panel) };
    });
    this.#y += height;
    return placed;
  }

  #take(w: number, h: number, x: number) {
    return { x, y: this.#y, w, h };
  }
}

function toPanel(panel: Panel): object {
  const { title, kind, description, queries } = panel;
  return {
    type: kinds[kind],
    title,
    ...(description !== undefined && { description }),
    datasource,
    targets: queries.map((query, index) => toTarget(query, kind, refId(index))),
    fieldConfig: toFieldConfig(panel),
    options: toOptions(kind),
    ...(kind === "table" && { transformations: toTransformations(queries) }),
  };
}

function toTarget({ expr, legend, hasExemplars }: Query, kind: Panel["kind"], id: string): object {
  const isInstant = kind !== "graph";
  return {
    refId: id,
    datasource,
    expr,
    legendFormat: legend,
    ...(isInstant ? { instant: true, range: false } : { range: true }),
    ...(kind === "table" && { format: "table" }),
    ...(hasExemplars && { exemplar: true }),
  };
}

function toFieldConfig({ kind, unit, queries, isSigned = false, limit, least, most }: Panel): object {
  const columnsOf = queries.map(({ legend, unit: own }, index) => ({
    matcher: { id: "byName", options: `Value #${refId(index)}` },
    properties: [
      { id: "displayName", value: legend },
      { id: "unit", value: own ?? unit },
    ],
  }));
  return {
    defaults: {
      unit,
      ...(!isSigned && { min: 0 }),
      ...((least ?? most ?? limit) !== undefined && { thresholds: toThresholds(least, most ?? limit) }),
      ...(kind === "graph" && { custom: toLines(limit) }),
    },
    overrides: kind === "table" ? columnsOf : [],
  };
}

function toLines(limit: number | undefined): object {
  const lines = { drawStyle: "line", fillOpacity: 8, lineWidth: 1, showPoints: "never" };
  return limit === undefined ? lines : { ...lines, thresholdsStyle: { mode: "dashed" } };
}

function toThresholds(least: number | undefined, most: number | undefined): object {
  const steps = [{ color: least === undefined ? "green" : "red", value: null as number | null }];
  if (least !== undefined) steps.push({ color: "green", value: least });
  if (most !== undefined) steps.push({ color: "red", value: most });
  return { mode: "absolute", steps };
}

function toOptions(kind: Panel["kind"]): object {
  if (kind === "graph") return { legend: { displayMode: "list", placement: "bottom" }, tooltip: { mode: "multi" } };
  if (kind === "figure") return { reduceOptions: { calcs: ["lastNotNull"] }, colorMode: "value" };
  return { showHeader: true };
}

/** The columns of all queries side by side, without the time of the question. */
function toTransformations(queries: readonly Query[]): readonly object[] {
  const excludeByName = { Time: true, ...(queries.length === 1 && { __name__: true }) };
  return [
    { id: "merge", options: {} },
    { id: "organize", options: { excludeByName } },
  ];
}

function refId(index: number): string {
  return String.fromCharCode(65 + index);
}
