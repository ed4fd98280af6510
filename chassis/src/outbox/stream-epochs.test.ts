import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StreamEpochs } from "./stream-epochs.ts";

const streams = ["Written", "Changed"].map((name) => ({
  name,
  subjects: [`${name}.one`, `${name}.other`],
  description: "",
  duplicateWindowMs: 1000,
}));

/** Two streams that can be lost one by one; those that are missing are created when that is asked for. */
function newStage() {
  const created = new Map<string, string>();
  let count = 0;
  const queue = {
    readEpoch: async (name: string) => created.get(name),
    ensureStreams: async () => {
      for (const { name } of streams) if (!created.has(name)) created.set(name, `${name} ${++count}`);
    },
  };
  return { created, epochs: new StreamEpochs(queue, streams) };
}

describe("StreamEpochs", () => {
  it("creates what is missing, and knows each subject's epoch", async () => {
    const { epochs, created } = newStage();
    assert.equal(await epochs.read(), true);
    assert.equal(created.size, 2);
    assert.deepEqual(
      [...epochs.current.keys()],
      streams.flatMap(({ subjects }) => subjects),
    );
    const { current } = epochs;
    assert.equal(await epochs.read(), false);
    assert.equal(epochs.current, current);
  });

  it("takes all subjects for new when one stream is: what an event led to may have been in it", async () => {
    const { epochs, created } = newStage();
    await epochs.read();
    const before = epochs.current;
    created.delete("Changed");
    assert.equal(await epochs.read(), true);
    for (const [subject, epoch] of epochs.current) assert.notEqual(epoch, before.get(subject), subject);
  });
});
