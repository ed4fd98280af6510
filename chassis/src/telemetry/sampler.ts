import type { RemoteParent } from "./trace-context.ts";

/** The values of `OTEL_TRACES_SAMPLER` that need nothing but the trace id. */
export const samplerNames = [
  "always_on",
  "always_off",
  "traceidratio",
  "parentbased_always_on",
  "parentbased_always_off",
  "parentbased_traceidratio",
] as const;

export type SamplerName = (typeof samplerNames)[number];

/** Decides, before anything is made for it, whether a call is sampled. */
export type Sampler = (traceId: string, parent: RemoteParent | undefined) => boolean;

/**
 * The samplers of the OpenTelemetry SDK specification ("Built-in samplers"). `ratio` is `OTEL_TRACES_SAMPLER_ARG`; the
 * specification's default is 1.
 */
export function createSampler(name: SamplerName, ratio = 1): Sampler {
  const isParentBased = name.startsWith("parentbased_");
  const root = createRootSampler(name.replace("parentbased_", ""), ratio);
  if (!isParentBased) return root;
  return (traceId, parent) => (parent ? parent.isSampled : root(traceId, parent));
}

function createRootSampler(name: string, ratio: number): Sampler {
  if (name === "always_on") return () => true;
  if (name === "always_off") return () => false;
  const bound = ratio * 2 ** 52;
  // The last 13 digits are the random ones of W3C Trace Context level 2; every service on the way decides alike.
  return (traceId) => Number.parseInt(traceId.slice(-13), 16) < bound;
}
