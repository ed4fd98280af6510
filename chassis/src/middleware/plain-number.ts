/** `lt`, `lte`, `gt` and `gte` of any 32-bit or floating-point rules. */
interface NumberRules {
  readonly $unknown?: unknown[];
  readonly const: number;
  readonly in: readonly number[];
  readonly notIn: readonly number[];
  readonly finite?: boolean;
  readonly lessThan: { readonly case: "lt" | "lte" | undefined; readonly value?: number | undefined };
  readonly greaterThan: { readonly case: "gt" | "gte" | undefined; readonly value?: number | undefined };
}

/** Compiles bounds on a number; undefined for other rules, and for bounds that exclude a range in the middle. */
export function compileNumber(rules: NumberRules): ((value: unknown) => boolean) | undefined {
  const { lessThan, greaterThan } = rules;
  const isPlain = !Object.hasOwn(rules, "const") && rules.in.length === 0 && rules.notIn.length === 0;
  if (!isPlain || rules.finite || rules.$unknown?.length) return undefined;
  const max = lessThan.value ?? Number.POSITIVE_INFINITY;
  const min = greaterThan.value ?? Number.NEGATIVE_INFINITY;
  if (!(min < max)) return undefined;
  const isBelow = lessThan.case === "lt" ? (value: number) => value < max : (value: number) => value <= max;
  const isAbove = greaterThan.case === "gt" ? (value: number) => value > min : (value: number) => value >= min;
  return (value) => isBelow(value as number) && isAbove(value as number);
}
