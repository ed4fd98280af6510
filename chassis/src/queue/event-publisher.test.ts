import assert from "node:assert/strict";
import { it } from "node:test";
import { EventPublisher } from "./event-publisher.ts";
import type { QueueMessage } from "./queue.ts";

const encode = (event: number): QueueMessage => {
  return { subject: "counted", id: String(event), data: new Uint8Array([event]), headers: {} };
};

it("publishes all events, and is done when the last one is stored", async () => {
  const stored: string[] = [];
  const { promise: last, resolve: storeLast } = Promise.withResolvers<void>();
  const publisher = new EventPublisher(
    {
      publish: async ({ id }) => {
        if (id === "1") await last;
        stored.push(id);
        return { stream: "Counts", sequence: stored.length, isDuplicate: false };
      },
    },
    encode,
  );
  const published = publisher.publish([1, 2, 3]).then(() => stored.push("done"));
  storeLast();
  await published;
  assert.deepEqual(stored, ["2", "3", "1", "done"]);
});

it("fails when the queue does", async () => {
  const away = new Error("away");
  const publisher = new EventPublisher({ publish: () => Promise.reject(away) }, encode);
  await assert.rejects(publisher.publish([1]), away);
  await publisher.publish([]);
});
