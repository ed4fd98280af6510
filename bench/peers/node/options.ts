import { parseArgs } from "node:util";
import { type PeerTelemetry, startTelemetry } from "./telemetry.ts";

/** What every Node peer is started with. */
export interface PeerOptions {
  readonly port: number;
  readonly telemetry: PeerTelemetry | undefined;
  /** `grpc` or `rest`, for the peer that does both. */
  readonly serve: string | undefined;
}

/** Reads `--port`, `--serve` and `--telemetry`, and lets SIGTERM flush the telemetry before the process ends. */
export function readPeerOptions(): PeerOptions {
  const { values } = parseArgs({
    options: { port: { type: "string" }, serve: { type: "string" }, telemetry: { type: "boolean" } },
  });
  const telemetry = values.telemetry ? startTelemetry() : undefined;
  process.once("SIGTERM", () => void (telemetry?.stop() ?? Promise.resolve()).finally(() => process.exit(0)));
  return { port: Number(values.port ?? 0), serve: values.serve, telemetry };
}
