/** A series that Prometheus makes of others, named `level:metric:operation`. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** `page` wakes somebody; `ticket` waits for the next working day; of `none` nobody is told. */
export type Severity = "page" | "ticket" | "none";

/** What is alerted on, and what is said of it. Summary and description are templates of Prometheus. */
export interface Alert {
  /** In CamelCase; its runbook is `docs/runbooks/<the same in kebab-case>.md`. */
  readonly name: string;
  readonly severity: Severity;
  readonly expr: string;
  /** How long the expression must hold. Default: not at all. */
  readonly for?: string;
  /** Tells apart alerts of one name. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly description: string;
}

/** Rules that are evaluated one after the other, so that each may use what those before it recorded. */
export interface RuleGroup {
  readonly name: string;
  /** Seconds. */
  readonly interval: number;
  readonly rules: readonly (RecordingRule | Alert)[];
}

/** `RpcLatencyBudgetBurn` → `rpc-latency-budget-burn`. */
export function toKebabCase(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();
}

/** An expression on one line, however it was laid out. */
export function promql(strings: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  return String.raw({ raw: strings }, ...values)
    .replaceAll(/\s+/g, " ")
    .replaceAll("( ", "(")
    .replaceAll(" )", ")")
    .trim();
}
