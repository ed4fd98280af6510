import { chassisFields } from "../src/config/chassis-fields.ts";
import { type Env, readConfig } from "../src/config/read-config.ts";
import type { Span } from "../src/telemetry/span.ts";
import { createTelemetry, type Telemetry } from "../src/telemetry/telemetry.ts";

/** Telemetry whose lines and spans a test can read. */
export interface TestTelemetry extends Telemetry {
  readonly written: string[];
  readonly finished: Span[];
  /** The line at `index`, parsed. */
  line(index: number): Record<string, unknown>;
}

/** Telemetry as `env` sets it, writing into arrays. */
export function newTelemetry(env: Env = {}, isExporting = true): TestTelemetry {
  const written: string[] = [];
  const finished: Span[] = [];
  const telemetry = createTelemetry(readConfig(chassisFields, env), "test", {
    lines: { write: (line) => void written.push(line), flush: () => undefined },
    spans: { isOn: isExporting, add: (span) => void finished.push(span) },
  });
  return { ...telemetry, written, finished, line: (index) => JSON.parse(written.at(index) ?? "null") };
}
