/** What a panel asks Prometheus. */
export interface Query {
  readonly expr: string;
  /** A template over the labels of a series; for tables the heading of the column. */
  readonly legend: string;
  /** Shows traces as dots that lead to Jaeger. Only for histograms. */
  readonly hasExemplars?: boolean;
  /** Of a column; default: the panel's. */
  readonly unit?: Unit;
}

/** Grafana's names of units. */
export type Unit = "Bps" | "bytes" | "none" | "ops" | "percentunit" | "reqps" | "s" | "short" | "ms";

/** One picture: a graph over time, a single figure of now, or a table of now with a column for each query. */
export interface Panel {
  readonly title: string;
  readonly kind: "graph" | "figure" | "table";
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  /** What it shows, and when to worry. */
  readonly description?: string;
  /** Drawn as a line: what was promised, or what there is at most. */
  readonly limit?: number;
  /** Whether it goes below zero, as a budget does of which more was spent than there is. */
  readonly isSigned?: boolean;
  /** Below it a figure is red. */
  readonly least?: number;
  /** Above it a figure is red. */
  readonly most?: number;
}

/** Panels under a heading. */
export interface Row {
  readonly title: string;
  readonly isCollapsed?: boolean;
  readonly panels: readonly Panel[];
}

/** A page of Grafana. */
export interface Dashboard {
  /** Its file and its address. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly rows: readonly Row[];
}

/** A graph of one or more queries. */
export function graph(title: string, unit: Unit, queries: readonly Query[], more: Partial<Panel> = {}): Panel {
  return { title, kind: "graph", unit, queries, width: 8, ...more };
}

/** One figure of now. */
export function figure(title: string, unit: Unit, expr: string, more: Partial<Panel> = {}): Panel {
  return { title, kind: "figure", unit, queries: [{ expr, legend: title }], width: 4, ...more };
}
