import type { LoadReport } from "./load.ts";
import type { Work } from "./works.ts";

/** What else is known of a run than the loader's report. */
export interface RunFacts {
  readonly telemetry: boolean;
  readonly loggedBytes: number;
  readonly spanBytes: number;
  /** Requests of all loads that the server has seen. */
  readonly answered: number;
}

const fullCore = 0.9;
const shortestLine = 80;
const quietBytesPerCall = 1;

/**
 * Why a load cannot be believed; undefined when it can. Bare sockets cost the loader as much as the server: with `bytes`
 * a full loader leaves a figure that is too low, and so a floor that is on the safe side.
 */
export function whyVoid({ errors, requests, loaderCpu }: LoadReport, work: Work): string | undefined {
  const kinds = Object.entries(errors).map(([kind, count]) => `${count} × ${kind}`);
  if (kinds.length > 0) return `wrong answers: ${kinds.join(", ")}`;
  if (requests === 0) return "no answers";
  if (loaderCpu > fullCore && work !== "bytes") return `the loader's core was full (${Math.round(loaderCpu * 100)} %)`;
  return undefined;
}

/** Why a server's whole run does not count: with telemetry every call must leave a line, and spans must come out. */
export function whyUnfair({ telemetry, loggedBytes, spanBytes, answered }: RunFacts): string | undefined {
  const bytesPerCall = loggedBytes / answered;
  if (telemetry && bytesPerCall < shortestLine) return `only ${bytesPerCall.toFixed(1)} bytes of log per call`;
  if (telemetry && spanBytes === 0) return "no span was exported";
  if (!telemetry && bytesPerCall > quietBytesPerCall)
    return `logs though bare: ${bytesPerCall.toFixed(1)} bytes per call`;
  if (!telemetry && spanBytes > 0) return "exports spans though bare";
  return undefined;
}
