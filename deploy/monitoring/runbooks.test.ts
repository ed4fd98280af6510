import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import project from "../../package.json" with { type: "json" };
import { readFleet } from "../generate/fleet.ts";
import { listDashboards } from "../generate/watch/dashboards/generate.ts";
import { toKebabCase } from "../generate/watch/rule.ts";
import { toRuleGroups } from "../generate/watch/rules.ts";
import { listSeries } from "./test/expressions.ts";

const root = join(import.meta.dirname, "../..");
const folder = join(root, "docs/runbooks");
const fleet = readFleet();
const rules = toRuleGroups(fleet).flatMap((group) => group.rules);
const alerts = [...new Set(rules.flatMap((rule) => ("record" in rule ? [] : [rule.name])))];
const pages = readdirSync(folder).map((name) => ({
  name: basename(name, ".md"),
  text: readFileSync(join(folder, name), "utf8"),
}));
const commands = pages.flatMap(({ text }) => listBlocks(text, "sh")).flatMap((block) => block.trim().split("\n"));
const queries = pages.flatMap(({ text }) => listBlocks(text, "promql")).flatMap((block) => block.trim().split("\n"));
const promtool = findProgram("promtool");
const kubectl = findProgram("kubectl");

describe("the runbooks", () => {
  it("are one for each alert, and for nothing else", () => {
    assert.deepEqual(pages.map(({ name }) => name).sort(), alerts.map(toKebabCase).sort());
  });

  for (const alert of alerts) {
    it(`${alert} says what it means, what to look at and what to do, on one page`, () => {
      const { text } = pages.find(({ name }) => name === toKebabCase(alert))!;
      assert.match(text, new RegExp(`^# ${alert}\n`));
      for (const heading of ["What it does to callers", "First look", "What to do"])
        assert.match(text, new RegExp(`^## ${heading}$`, "m"));
      assert.match(text, /^(A page|A ticket|No alarm)/m);
      assert.ok(text.split("\n").length <= 45);
      assert.ok(listBlocks(text, "promql").length > 0);
    });
  }

  it("ask for series that exist", () => {
    const known = listKnown();
    const unknown = queries.flatMap(listSeries).filter((series) => !known.some((pattern) => pattern.test(series)));
    assert.deepEqual(unknown, []);
    assert.ok(queries.length > alerts.length);
  });

  it("ask in Prometheus' language", { skip: promtool.missing }, () => {
    const scratch = mkdtempSync(join(tmpdir(), "flotilla-runbooks-"));
    const file = join(scratch, "queries.yaml");
    writeFileSync(
      file,
      JSON.stringify({
        groups: [{ name: "q", rules: queries.map((expr, index) => ({ record: `q:${index}`, expr })) }],
      }),
    );
    try {
      execFileSync(promtool.path, ["check", "rules", file]);
    } finally {
      rmSync(scratch, { recursive: true });
    }
  });

  it("run programs that everybody has, and scripts of this repository", () => {
    const scripts = commands.flatMap((line) => [...line.matchAll(/npm run (\S+)/g)].map(([, name]) => name!));
    assert.deepEqual(
      scripts.filter((name) => !(name in project.scripts)),
      [],
    );
    const programs = commands.map((line) => line.replace(/^(\w+=\S+ )+/, "").split(" ", 1)[0]!);
    assert.deepEqual(
      programs.filter((name) => !["curl", "kubectl", "npm"].includes(name)),
      [],
    );
  });

  it("use kubectl as it is", { skip: kubectl.missing }, () => {
    const uses = commands.map((line) => line.split(" | ")[0]!).filter((line) => line.startsWith("kubectl "));
    const help = new Map<string, string>();
    const wrong = uses.filter((line) => {
      const words = line
        .split(" ")
        .slice(1)
        .filter((word, index, all) => word !== "-n" && all[index - 1] !== "-n");
      const verb = ["top", "rollout"].includes(words[0]!) ? words.slice(0, 2) : words.slice(0, 1);
      const key = verb.join(" ");
      if (!help.has(key)) help.set(key, execFileSync(kubectl.path, [...verb, "--help"], { encoding: "utf8" }));
      return words.some((word) => word.startsWith("--") && !help.get(key)!.includes(`${word.split("=", 1)[0]}=`));
    });
    assert.deepEqual(wrong, []);
  });

  it("name dashboards that there are", () => {
    const uids = listDashboards(fleet).map(({ uid }) => uid);
    const named = pages.flatMap(({ text }) => [...text.matchAll(/`(flotilla-\w+)`/g)].map(([, uid]) => uid!));
    assert.deepEqual(
      named.filter((uid) => !uids.includes(uid)),
      [],
    );
    assert.ok(named.length > alerts.length / 2);
  });

  it("name deployments that there are", () => {
    const named = pages.flatMap(({ text }) => [...text.matchAll(/deployment\/(\w+)/g)].map(([, name]) => name!));
    const deployed = fleet.services.filter(({ scale }) => scale === "many").map(({ name }) => name);
    assert.deepEqual(
      [...new Set(named)].filter((name) => ![...deployed, "kong"].includes(name)),
      [],
    );
  });

  it("look for lines that the log has", () => {
    const wanted = commands.flatMap((line) => [...line.matchAll(/grep '([a-z ]+)'/g)].map(([, words]) => words!));
    const sources = readSources(join(root, "chassis/src"));
    assert.deepEqual(
      wanted.filter((words) => !sources.includes(words)),
      [],
    );
    assert.ok(wanted.length > 3);
  });
});

function listBlocks(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, block]) => block!);
}

/** Our own families are those of docs/operations.md; those of others are recorded, or of Prometheus itself. */
function listKnown(): readonly RegExp[] {
  const operations = readFileSync(join(root, "docs/operations.md"), "utf8");
  const table = operations.slice(operations.indexOf("## Metrics"), operations.indexOf("## Traces"));
  const own = [...table.matchAll(/`([a-z_]+)(\*?)`/g)].map(
    ([, name, star]) => new RegExp(`^${name}${star ? "" : "(_bucket|_count|_sum)?$"}`),
  );
  const recordings = readdirSync(join(import.meta.dirname, "recorded"));
  const recorded = recordings.flatMap((name) => {
    const text = readFileSync(join(import.meta.dirname, "recorded", name), "utf8");
    return [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, family]) => new RegExp(`^${family}(_bucket|_count|_sum)?$`));
  });
  return [...own, ...recorded, /^(alertmanager|prometheus)_/];
}

function readSources(path: string): string {
  const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return files.map((name) => readFileSync(join(path, name), "utf8")).join("\n");
}
