import { App } from "./app.ts";
import type { AppOptions } from "./app-options.ts";
import { chassisChecks } from "./config/chassis-checks.ts";
import { type ChassisSettings, chassisFields } from "./config/chassis-fields.ts";
import type { Field, Settings } from "./config/field.ts";
import { type Check, ConfigError, type Env, readConfig } from "./config/read-config.ts";
import { toExitCode } from "./exit-error.ts";
import type { Awaitable } from "./handler.ts";
import type { Module } from "./part.ts";
import { superviseProcess } from "./supervise-process.ts";
import { createTelemetry, type Telemetry } from "./telemetry/telemetry.ts";
import { MemoryTransport } from "./transport/memory.ts";
import { tlsCheck } from "./transport/tls.ts";
import { shrinkHeap, tuneHeap } from "./tune-heap.ts";

type Fields = Record<string, Field<unknown>>;

/** What a service's `main.ts` says. */
export interface MainOptions<F extends Fields> {
  readonly name: string;
  /** Port when `PORT` is unset. */
  readonly defaultPort: number;
  readonly fields: F;
  /** Port of the extra door when `GRPC_PORT` is unset. Default: no such door. */
  readonly defaultGrpcPort?: number;
  /** What must fit together among the settings, beside the chassis' own rules. */
  readonly checks?: readonly Check<ChassisSettings & Settings<F>>[];
  readonly env: Env;
  /**
   * What the command line says, as environment variables that win over `env`. Called before anything else; what it throws
   * is printed as it is, and the process exits with its `exitCode` or 1.
   */
  readonly overrides?: () => Env;
  /** Path that browsers are sent to when they ask for `/`. */
  readonly home?: string;
  /** Puts the modules together: one for a service alone, several for a fleet, which may call each other in `memory`. */
  create(
    settings: ChassisSettings & Settings<F>,
    telemetry: Telemetry,
    memory: MemoryTransport,
  ): Awaitable<Module | readonly Module[]>;
  /** Called once all doors are open. */
  onListening?(app: App, settings: ChassisSettings & Settings<F>, telemetry: Telemetry): void;
}

/**
 * Runs a process to its end: settings, telemetry, parts, doors, signals. It exits with 0 after a clean stop, 1 when the
 * start fails or a second signal comes, 78 when settings are wrong, or with the `exitCode` of the error that ended it.
 *
 * @example
 * await main({ name: "hello", defaultPort: 8080, fields: helloFields, env: process.env, create: createHello });
 */
export async function main<F extends Fields>(options: MainOptions<F>): Promise<void> {
  tuneHeap();
  try {
    const settings = readSettings(options);
    const telemetry = createTelemetry(settings, options.name);
    const memory = new MemoryTransport();
    const modules = [await options.create(settings, telemetry, memory)].flat() as readonly Module[];
    const { defaultPort, defaultGrpcPort, home } = options;
    const app = new App({
      settings,
      telemetry,
      modules,
      defaultPort,
      defaultGrpcPort,
      home,
      memory,
    } satisfies AppOptions);
    superviseProcess(app, telemetry.log);
    await app.start();
    telemetry.log.info({ doors: Object.fromEntries(app.doors.map((door) => [door.name, door.url])) }, "listening");
    shrinkHeap();
    options.onListening?.(app, settings, telemetry);
  } catch (cause) {
    process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
    process.exit(cause instanceof ConfigError ? 78 : toExitCode(cause));
  }
}

function readSettings<F extends Fields>(options: MainOptions<F>): ChassisSettings & Settings<F> {
  const env = { ...options.env, ...options.overrides?.() };
  const fields = { ...chassisFields, ...options.fields };
  return readConfig(fields, env, [...chassisChecks, tlsCheck, ...(options.checks ?? [])] as never) as ChassisSettings &
    Settings<F>;
}
