import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import type { StreamSpec } from "../queue.ts";

/** What the contract says of a stream: on file, kept until it is removed by hand. */
type Said = Pick<
  StreamConfig,
  "subjects" | "description" | "duplicate_window" | "discard" | "max_msgs" | "max_bytes" | "max_age"
>;

/** A new stream. It begins with one replica; operators may raise that, and it stays so. */
export function toStreamConfig(spec: StreamSpec): Partial<StreamConfig> & { name: string } {
  return {
    name: spec.name,
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: 1,
    ...toSaid(spec),
  };
}

/** What must change in a stream for it to be as the contract says; undefined: nothing. */
export function findStreamChange(spec: StreamSpec, existing: StreamConfig): Partial<StreamConfig> | undefined {
  const said = toSaid(spec);
  const names = Object.keys(said) as (keyof Said)[];
  const differs = names.some((name) => JSON.stringify(existing[name] ?? "") !== JSON.stringify(said[name]));
  return differs ? said : undefined;
}

function toSaid({ subjects, description, duplicateWindowMs }: StreamSpec): Said {
  return {
    subjects: [...subjects],
    description,
    duplicate_window: nanos(duplicateWindowMs),
    discard: DiscardPolicy.Old,
    max_msgs: -1,
    max_bytes: -1,
    max_age: 0,
  };
}
