export { keepPublishedMs, keepReceivedMs, type OutboxEvent, type OutboxStore, type PendingEvent } from "./outbox.ts";
