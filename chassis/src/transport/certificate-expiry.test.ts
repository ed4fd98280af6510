import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTestCa } from "@flotilla/testkit/test-ca";
import { Registry } from "@prometheus-io/client";
import { createExpiryGauge } from "./certificate-expiry.ts";

const soon = new Date("2031-01-01T00:00:00Z");
const late = new Date("2031-04-01T00:00:00Z");

describe("createExpiryGauge", () => {
  it("tells when the first certificate of the chain expires, and of another one once that is served", async () => {
    using ca = await createTestCa();
    const [short, long] = [await ca.issue("short", { notAfter: soon }), await ca.issue("long", { notAfter: late })];
    const registry = new Registry();
    let chain = long.cert + short.cert;
    createExpiryGauge(registry, () => chain);
    assert.equal(await readMs(registry), soon.getTime());
    chain = long.cert;
    assert.equal(await readMs(registry), late.getTime());
  });
});

async function readMs(registry: Registry): Promise<number> {
  const text = await registry.metrics();
  return Number(/^tls_certificate_expiry_timestamp_seconds (\S+)$/m.exec(text)?.[1]) * 1000;
}
