import { App } from "./app.ts";
import { type ChassisSettings, chassisFields } from "./config/chassis-fields.ts";
import type { Field, Settings } from "./config/field.ts";
import { ConfigError, type Env, readConfig } from "./config/read-config.ts";
import type { Module } from "./part.ts";
import { createTelemetry, type Telemetry } from "./telemetry/telemetry.ts";

type Fields = Record<string, Field<unknown>>;

/** What a service's `main.ts` says. */
export interface MainOptions<F extends Fields> {
  readonly name: string;
  /** Port when `PORT` is unset. */
  readonly defaultPort: number;
  readonly fields: F;
  readonly env: Env;
  create(settings: ChassisSettings & Settings<F>, telemetry: Telemetry): Module;
}

/** Runs one service as a process: settings, telemetry, parts, doors, signals, exit code. */
export async function main<F extends Fields>(options: MainOptions<F>): Promise<void> {
  try {
    const settings = readConfig({ ...chassisFields, ...options.fields }, options.env) as ChassisSettings & Settings<F>;
    const telemetry = createTelemetry(settings, options.name);
    const modules = [options.create(settings, telemetry)];
    const app = new App({ settings, telemetry, modules, defaultPort: options.defaultPort });
    await app.start();
    telemetry.log.info({ port: app.port }, "listening");
    process.once("SIGTERM", () => void app.stop().then(() => process.exit(0)));
  } catch (cause) {
    process.stderr.write(`${(cause as Error).message}\n`);
    process.exit(cause instanceof ConfigError ? 78 : 1);
  }
}
