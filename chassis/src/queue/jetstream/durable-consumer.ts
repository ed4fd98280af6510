import {
  AckPolicy,
  type ConsumerConfig,
  type ConsumerInfo,
  DeliverPolicy,
  JetStreamApiError,
  ReplayPolicy,
} from "@nats-io/jetstream";
import { nanos } from "@nats-io/nats-core";
import type { ConsumerSpec } from "../queue.ts";
import type { NatsSession } from "./nats-session.ts";

/** A consumer of that name exists with other settings (JSConsumerNameExistErr, JSConsumerAlreadyExists). */
const existsCodes: readonly number[] = [10013, 10148];

/** Creates the consumer where it is missing, and brings it in line where its settings differ. */
export async function ensureConsumer({ api }: NatsSession, spec: ConsumerSpec): Promise<ConsumerInfo> {
  const config = toConsumerConfig(spec);
  try {
    return await api.consumers.add(spec.stream, config);
  } catch (cause) {
    if (!(cause instanceof JetStreamApiError && existsCodes.includes(cause.code))) throw cause;
    return api.consumers.update(spec.stream, spec.durable, config);
  }
}

/** Counting deliveries is the business of whoever consumes: the broker never gives up by itself. */
function toConsumerConfig(spec: ConsumerSpec): ConsumerConfig {
  return {
    durable_name: spec.durable,
    filter_subject: spec.subject,
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(spec.ackWaitMs),
    max_ack_pending: spec.maxAckPending,
    max_deliver: -1,
    replay_policy: ReplayPolicy.Instant,
  };
}
