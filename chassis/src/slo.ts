import { type DescMethod, getOption, hasOption } from "@bufbuild/protobuf";
import {
  method as methodOption,
  type Slo as SloOption,
  service as serviceOption,
} from "@flotilla/contract/flotilla/v1/options";
import { latencyBuckets } from "./telemetry/histogram.ts";

/** What the contract promises of an rpc over 30 days. */
export interface Slo {
  /** Share of calls that do not fail by our fault. */
  readonly availability: number;
  /** Undefined: nothing is promised, as of streams. */
  readonly latency: LatencySlo | undefined;
}

/** How long the calls of an rpc take that succeed. */
export interface LatencySlo {
  /** One of {@link latencyBuckets}, so that the histograms can tell. */
  readonly seconds: number;
  readonly share: number;
}

const defaultAvailability = 0.999;
const defaultSeconds = 0.25;
const defaultShare = 0.99;

/**
 * Reads what is promised of an rpc: by its own option, else by its service's. Throws an Error where a share is not between
 * 0 and 1, or the latency lies between two bounds of the histograms.
 */
export function readSlo(desc: DescMethod): Slo {
  const said = readOption(desc);
  const availability = said?.availability || defaultAvailability;
  assertShare(desc, availability);
  return { availability, latency: readLatency(desc, said) };
}

function readOption(desc: DescMethod): SloOption | undefined {
  const own = hasOption(desc, methodOption) ? getOption(desc, methodOption).slo : undefined;
  return own ?? (hasOption(desc.parent, serviceOption) ? getOption(desc.parent, serviceOption).slo : undefined);
}

function readLatency(desc: DescMethod, said: SloOption | undefined): LatencySlo | undefined {
  if (desc.methodKind !== "unary") return undefined;
  const { latency, latencyShare } = said ?? {};
  const seconds = latency ? Number(latency.seconds) + latency.nanos / 1e9 : defaultSeconds;
  const share = latencyShare || defaultShare;
  assertShare(desc, share);
  if (!latencyBuckets.includes(seconds)) {
    throw new Error(`${desc}: ${seconds} s is no bound of the histograms, which are ${latencyBuckets.join(", ")}`);
  }
  return { seconds, share };
}

function assertShare(desc: DescMethod, share: number): void {
  if (!(share > 0 && share < 1)) throw new Error(`${desc}: ${share} is no share between 0 and 1`);
}
