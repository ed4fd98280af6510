/**
 * When an error budget burns too fast: `factor` times what would just spend it in 30 days, over the long window, and still
 * over the short one, so that the alert ends soon after the trouble (Google, The Site Reliability Workbook, chapter 5,
 * "Multiwindow, Multi-Burn-Rate Alerts").
 */
export interface Burn {
  readonly factor: number;
  readonly long: Window;
  readonly short: Window;
}

/** Over which ratios are recorded. */
export type Window = "5m" | "30m" | "1h" | "2h" | "6h" | "1d" | "3d" | "30d";

/** A fiftieth of the budget in an hour, a twentieth in six. */
export const pages: readonly Burn[] = [
  { factor: 14.4, long: "1h", short: "5m" },
  { factor: 6, long: "6h", short: "30m" },
];

/** A tenth of the budget in a day, or in three. */
export const tickets: readonly Burn[] = [
  { factor: 3, long: "1d", short: "2h" },
  { factor: 1, long: "3d", short: "6h" },
];

/** Seconds between two evaluations of what the windows are summed up from. */
export const stepSeconds = 30;

/** Calls that must have gone wrong in the long window before anybody is told: one of five is no outage. */
export const fewestCalls = 10;
