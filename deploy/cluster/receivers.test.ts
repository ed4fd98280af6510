import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";

const { PATH = "" } = globalThis.process.env;

/** Runs install.sh where programs that do nothing stand for helm and kubectl; the latter knows the addresses of receivers. */
function install(context: TestContext, addresses: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "flotilla-receivers-"));
  context.after(() => rmSync(folder, { recursive: true }));
  const cases = Object.entries(addresses).map(
    ([key, address]) => `*.data.${key}*) printf %s ${Buffer.from(address).toString("base64")} ;;`,
  );
  const kubectl = ["#!/bin/sh", 'case "$*" in', ...cases, "*customresourcedefinition*) exit 1 ;;", "esac", ""];
  // Values come by standard input.
  const helm = ["#!/bin/sh", "exec cat >/dev/null", ""];
  for (const [name, lines] of Object.entries({ kubectl, helm })) {
    writeFileSync(join(folder, name), lines.join("\n"));
    chmodSync(join(folder, name), 0o755);
  }
  const args = [
    "--context",
    "test",
    ...["metrics", "logging", "gateway", "test"].flatMap((part) => ["--without", part]),
  ];
  const env = { PATH: `${folder}:${PATH}`, HOME: folder, HELM: "helm" };
  const { status, stderr } = spawnSync(join(import.meta.dirname, "install.sh"), args, { env, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stderr;
}

describe("install.sh", { skip: findProgram("bash").missing }, () => {
  it("says at its end that nobody is told of alerts, and that nobody notices when there are none", (context) => {
    const addresses = { slack_url: "https://slack.invalid/", watchdog_url: "https://watchdog.invalid/" };
    const said = install(context, addresses).split("== installed").at(-1)!;
    assert.match(said, /NOBODY IS TOLD of alerts: .*slack_url.*alertmanager-receivers/);
    assert.match(said, /NOBODY NOTICES .*watchdog_url.*alertmanager-receivers/);
  });

  it("is silent about receivers that have addresses", (context) => {
    const addresses = { slack_url: "https://hooks.slack.com/services/T/B/X", watchdog_url: "https://hc-ping.com/x" };
    assert.doesNotMatch(install(context, addresses), /NOBODY/);
  });
});
