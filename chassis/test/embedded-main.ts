import { EmbeddedQueue } from "../src/queue/embedded/embedded-queue.ts";
import { orders, shipping, toMessage } from "./queue-inbox.ts";

// A process that publishes to the queue in the file it is given, and says what was acknowledged, until it is killed. It
// takes each message in and never settles any.
const queue = new EmbeddedQueue(process.argv[2] ?? "");
await queue.start();
await queue.ensureStreams([orders]);
await queue.consume({ ...shipping, maxAckPending: 1, ackWaitMs: 600_000 }, ({ id, attempt }) => {
  process.stdout.write(`taken ${id} ${attempt}\n`);
});
for (let number = 0; ; number++) {
  const { sequence } = await queue.publish(toMessage(`${process.pid}/${number}`));
  process.stdout.write(`stored ${sequence}\n`);
}
