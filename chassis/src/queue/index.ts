export type {
  ConsumerSpec,
  Consumption,
  DeadLetter,
  DeadLetters,
  Delivery,
  PubAck,
  Queue,
  QueueMessage,
  StreamSpec,
} from "./queue.ts";
