// A Prometheus and an Alertmanager, real ones, look at the fleet as it is shipped: every service a process, on a real broker
// and cache. Too heavy for `npm test`; `npm run monitoring` runs it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { findProgram } from "@flotilla/testkit/find-program";
import { readFleet } from "../../generate/fleet.ts";
import { listDashboards } from "../../generate/watch/dashboards/generate.ts";
import { toRuleGroups } from "../../generate/watch/rules.ts";
import { fillVariables, listSeries } from "./expressions.ts";
import { type OwnAlertmanager, type SlackMessage, startAlertmanager } from "./own-alertmanager.ts";
import { type OwnPrometheus, startPrometheus } from "./own-prometheus.ts";
import { recordedPrograms, serveRecorded } from "./recorded-metrics.ts";
import { renderTables } from "./render-tables.ts";
import { knockWithoutTls, losePlaces, overload, sendLoad, sendNonsense } from "./send-load.ts";
import { type ShippedFleet, startShippedFleet } from "./shipped-fleet.ts";

const fleet = readFleet();
const rules = toRuleGroups(fleet).flatMap((group) => group.rules);
const programs = ["prometheus", "prometheus-alertmanager", "nats-server", "redis-server"];
const missing = programs.map((name) => findProgram(name).missing).find((reason) => reason !== false);

const heading = `# What the dashboards show

Rendered by \`npm run dashboards:table\`: a real Prometheus scrapes every service of the fleet, each a process of its own,
while all rpcs are called by every door. Panels from recorded series show what the files of \`recorded/\` hold, for all
services alike: Kong, cAdvisor, the kubelet and kube-state-metrics are not run here.
`;

/** What is asked, and of what it is a part. */
interface Question {
  readonly name: string;
  readonly expr: string;
}

describe("a Prometheus that scrapes the fleet", { skip: missing ?? false, timeout: 540_000 }, () => {
  const stack = new AsyncDisposableStack();
  let prometheus: OwnPrometheus;
  let shipped: ShippedFleet;
  let alertmanager: OwnAlertmanager;

  before(async () => {
    shipped = stack.use(await startShippedFleet());
    alertmanager = stack.use(await startAlertmanager());
    const names = fleet.services.map(({ name }) => name);
    const targets = new Map([...shipped.admin, ["alertmanager", alertmanager.address]]);
    for (const program of recordedPrograms) {
      targets.set(program, stack.use(await serveRecorded(program, names)).address);
    }
    prometheus = stack.use(await startPrometheus({ targets, rules: readRules(), alertmanager: alertmanager.address }));
    await sendNonsense(shipped);
    await knockWithoutTls(shipped);
    await losePlaces(shipped);
    await overload(shipped);
    await sendLoad(shipped, ["rest", "grpc-web", "connect"]);
  });
  after(() => stack.disposeAsync());

  it("has data for each recorded series", async () => {
    const recorded = new Set(rules.flatMap((rule) => ("record" in rule ? [rule.record] : [])));
    await assertAnswered([...recorded].map((name) => ({ name, expr: name })));
  });

  it("has data for each query of each dashboard", async () => {
    const questions = listDashboards(fleet).flatMap(({ uid, rows }) =>
      rows.flatMap(({ panels }) =>
        panels.flatMap(({ title, queries }) =>
          queries.map(({ expr }) => ({ name: `${uid}: ${title}`, expr: fillVariables(expr) })),
        ),
      ),
    );
    await assertAnswered(questions);
  });

  it("knows every series that an alert reads", async () => {
    const alerts = rules.flatMap((rule) => ("record" in rule ? [] : [rule]));
    await assertAnswered(
      alerts.flatMap(({ name, expr }) => listSeries(expr).map((series) => ({ name, expr: series }))),
    );
  });

  it("evaluates every rule without an error", async () => {
    const states = await prometheus.rules();
    assert.equal(states.length, rules.length);
    assert.deepEqual(
      states.filter(({ health }) => health !== "ok").map(({ name, lastError }) => `${name}: ${lastError}`),
      [],
    );
  });

  it("has whoever is to look after it told what is wrong, and where that is explained", async () => {
    const isTold = ({ channel, attachments }: SlackMessage) =>
      channel === "#flotilla-tickets" && attachments.some(({ title }) => title.endsWith("DeadLetters"));
    while (!alertmanager.messages.some(isTold)) await delay(50);
    const { attachments } = alertmanager.messages.find(isTold)!;
    assert.match(attachments[0]!.text, /\*STUDENT_TO_MODIFY_QUEUE has put messages aside\*/);
    assert.match(attachments[0]!.text, /\/docs\/runbooks\/dead-letters\.md\|Runbook>/);
  });

  it("lets the dead man's switch know that all of it works, and nobody else", async () => {
    while (alertmanager.heartbeats.length === 0) await delay(50);
    const names = alertmanager.heartbeats.flatMap(({ alerts }) => alerts.map(({ labels }) => labels["alertname"]));
    assert.deepEqual([...new Set(names)], ["Watchdog"]);
    const titles = alertmanager.messages.flatMap(({ attachments }) => attachments.map(({ title }) => title));
    assert.ok(titles.every((title) => !title.includes("Watchdog")));
  });

  it("shows on each panel of each dashboard what it asks for", async () => {
    const tables = await renderTables(listDashboards(fleet), (expr) => prometheus.ask(expr));
    assert.doesNotMatch(tables, /\| nothing \|/);
    const { DASHBOARDS_TABLE } = process.env;
    if (DASHBOARDS_TABLE) writeFileSync(DASHBOARDS_TABLE, `${heading}\n${tables}`);
  });

  /** Asks, with calls in between, until there is no question without an answer; rounds enough for any window to fill. */
  async function assertAnswered(questions: readonly Question[]): Promise<void> {
    let silent = questions;
    for (let round = 0; silent.length > 0 && round < 100; round++) {
      await sendLoad(shipped, ["grpc"]);
      const answers = await Promise.all(silent.map(({ expr }) => prometheus.ask(expr)));
      silent = silent.filter((_, index) => !answers[index]?.some(({ value }) => !Number.isNaN(value)));
      if (silent.length > 0) await delay(1000);
    }
    assert.deepEqual(silent, []);
  }
});

function readRules(): Readonly<Record<string, string>> {
  const read = (name: string) => readFileSync(join(import.meta.dirname, "../prometheus/rules", name), "utf8");
  return Object.fromEntries(["budgets.yaml", "alerts.yaml", "compose.yaml"].map((name) => [name, read(name)]));
}
