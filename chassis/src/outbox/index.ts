export { keepPublishedMs, keepReceivedMs, type OutboxEvent, type OutboxStore, type PendingEvent } from "./outbox.ts";
export { OutboxRelay, type OutboxRelayOptions } from "./outbox-relay.ts";
