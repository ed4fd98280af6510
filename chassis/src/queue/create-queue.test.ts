import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { createQueue } from "./create-queue.ts";

const telemetry = newTelemetry();
const natsUrl = "nats://127.0.0.1:1";

async function readEngine(natsUrl: string | undefined, isEmbedded: boolean): Promise<string> {
  return (await createQueue({ settings: { natsUrl, dataDir: "unused" }, telemetry, isEmbedded })).engine;
}

describe("createQueue", () => {
  it("takes JetStream wherever there is an address", async () => {
    assert.equal(await readEngine(natsUrl, true), "jetstream");
    assert.equal(await readEngine(natsUrl, false), "jetstream");
  });

  it("takes the embedded queue only for those who may have it to themselves", async () => {
    assert.equal(await readEngine(undefined, true), "embedded");
    assert.equal(await readEngine(undefined, false), "absent");
  });
});
