export { AbsentQueue } from "./absent-queue.ts";
export { createQueue, type QueueOptions } from "./create-queue.ts";
export { EventPublisher } from "./event-publisher.ts";
export { listStreams } from "./list-streams.ts";
export {
  type ConsumerSpec,
  type Consumption,
  type DeadLetter,
  type DeadLetters,
  type Delivery,
  maxMessageBytes,
  type PubAck,
  type Queue,
  type QueueMessage,
  type StreamSpec,
} from "./queue.ts";
