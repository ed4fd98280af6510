import { type Logger as PinoLogger, pino } from "pino";
import type { ChassisSettings } from "../config/chassis-fields.ts";

/** Structured log lines: fields first, then a fixed lower-case message. */
export type Logger = Pick<
  PinoLogger,
  "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "isLevelEnabled" | "child" | "flush"
>;

/** The process's one logger. */
export function createLogger(settings: Pick<ChassisSettings, "logLevel" | "logFormat">, service: string): Logger {
  return pino({ level: settings.logLevel ?? "info", base: { service } });
}
