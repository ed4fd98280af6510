export { type Method, type MethodKind, toMethod } from "./method.ts";
export type { Policy } from "./policy.ts";
export { type Binding, readBindings } from "./protocol/rest/binding.ts";
export type { PathTemplate, Segment } from "./protocol/rest/template.ts";
export { listStreams } from "./queue/list-streams.ts";
export { type LatencySlo, readSlo, type Slo } from "./slo.ts";
export { latencyBuckets } from "./telemetry/histogram.ts";
