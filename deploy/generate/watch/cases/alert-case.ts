import type { RuleFile } from "../rules.ts";

/** One time that an alert fires and rests again, for promtool. */
export interface AlertCase {
  readonly alert: string;
  /** Labels of the rule that tell it from others of its name. */
  readonly rule?: Readonly<Record<string, string>>;
  /** Values of each series in promtool's notation, one for each {@link CaseFile.stepSeconds}. */
  readonly series: Readonly<Record<string, string>>;
  /** Labels with which it fires, besides those of its rule. */
  readonly as: Readonly<Record<string, string>>;
  /** When it is seen to fire, and when to have ended. */
  readonly fires: string;
  readonly rests: string;
}

/** Cases that are evaluated alike. */
export interface CaseFile {
  readonly name: string;
  /** From one sample, and one evaluation, to the next. */
  readonly stepSeconds: number;
  readonly ruleFiles: readonly RuleFile[];
  readonly cases: readonly AlertCase[];
}

/** `count` times the same value. */
export function hold(value: number, count: number): string {
  return `${value}+0x${count - 1}`;
}

/** `count` values that grow by `by`, from `from` on. */
export function grow(from: number, by: number, count: number): string {
  return `${from}+${by}x${count - 1}`;
}

/** No value, `count` times. */
export function miss(count: number): string {
  return `_x${count}`;
}

/** A counter that grows by `by` for `count` steps, and then stands still as long. */
export function growThenStop(by: number, count: number): string {
  return `${grow(0, by, count)} ${hold(by * count, count)}`;
}

/** A gauge that is bad for `count` steps, and then good as long. */
export function badThenGood(bad: number, good: number, count: number): string {
  return `${hold(bad, count)} ${hold(good, count)}`;
}
