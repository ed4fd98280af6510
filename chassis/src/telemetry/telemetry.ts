import { Registry } from "@prometheus-io/client";
import type { ChassisSettings } from "../config/chassis-fields.ts";
import { createLogger, type Logger } from "./logger.ts";

/** What a process tells about itself: made first, flushed last, handed to everything that measures or logs. */
export interface Telemetry {
  readonly service: string;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Flushes what is buffered; never throws. */
  stop(): Promise<void>;
}

/** Makes logger, metrics registry and tracer from the settings. */
export function createTelemetry(settings: ChassisSettings, service: string): Telemetry {
  const log = createLogger(settings, service);
  return { service, log, metrics: new Registry(), stop: async () => log.flush() };
}
