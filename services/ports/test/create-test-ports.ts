import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chassisFields, createTelemetry, type Module, readConfig } from "@flotilla/chassis";
import { createPorts } from "../src/app.ts";
import { portsFields } from "../src/config.ts";

const folder = mkdtempSync(join(tmpdir(), "flotilla-ports-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

/** Writes a file of ports that is gone when the tests are. */
export function writePortsFile(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The ports module over an empty memory store, loading the bundled file or another; it logs nothing. */
export function createTestPorts(env: Readonly<Record<string, string>> = {}): Module {
  const fields = { ...chassisFields, ...portsFields };
  const settings = readConfig(fields, { LOG_LEVEL: "silent", PORTS_STORE: "memory", ...env });
  return createPorts(settings, createTelemetry(settings, "ports"));
}

/** Resolves when the App has loaded its file: asked the way an orchestrator does. */
export async function waitUntilReady(url: string): Promise<void> {
  while ((await fetch(`${url}/readyz`)).status !== 200) await new Promise((resolve) => setImmediate(resolve));
}
