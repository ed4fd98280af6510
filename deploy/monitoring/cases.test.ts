import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { parse } from "yaml";

interface Rule {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Expectation {
  readonly expr: string;
  readonly exp_samples: readonly { readonly labels: string }[];
}

const read = (path: string) => parse(readFileSync(join(import.meta.dirname, path), "utf8"));
const rules: readonly Rule[] = ["alerts", "compose"].flatMap((name) =>
  read(`prometheus/rules/${name}.yaml`).groups.flatMap((group: { readonly rules: readonly Rule[] }) => group.rules),
);
const expectations: readonly Expectation[] = readdirSync(join(import.meta.dirname, "tests")).flatMap((name) =>
  read(`tests/${name}`).tests.flatMap(
    (test: { readonly promql_expr_test: readonly Expectation[] }) => test.promql_expr_test,
  ),
);

describe("the cases that promtool plays", () => {
  for (const { alert, labels } of rules) {
    it(`let ${alert} ${Object.values(labels).join(" ")} fire, and rest again`, () => {
      const wanted = Object.entries({ alertname: alert, alertstate: "firing", ...labels });
      const selects = (text: string) =>
        wanted.every(([name, value]) => text.includes(`${name}=${JSON.stringify(value)}`));
      const own = expectations.filter(({ expr }) => expr.startsWith("ALERTS{") && selects(expr));
      assert.ok(own.some(({ exp_samples }) => exp_samples.length === 1 && selects(exp_samples[0]!.labels)));
      assert.ok(own.some(({ exp_samples }) => exp_samples.length === 0));
    });
  }
});
