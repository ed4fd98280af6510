import { type DescService, getOption } from "@bufbuild/protobuf";
import { service as serviceOption } from "@flotilla/contract/flotilla/v1/options";
import type { StreamSpec } from "./queue.ts";

/** JetStream's own default. */
const defaultWindowMs = 120_000;

/** The streams that the contracts of these services declare, each once. */
export function listStreams(services: readonly DescService[]): readonly StreamSpec[] {
  const declared = services.flatMap((service) => getOption(service, serviceOption).streams);
  const byName = new Map(declared.map((stream) => [stream.name, stream]));
  return [...byName.values()].map(({ name, subjects, description, duplicateWindow: window }) => ({
    ...{ name, subjects, description },
    duplicateWindowMs: window ? Number(window.seconds) * 1000 + window.nanos / 1e6 : defaultWindowMs,
  }));
}
