import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createChannel, createClient } from "@flotilla/chassis/client";
import { PlacesService } from "@flotilla/contract/flotilla/places/v1/places";
import { type Collector, type ExportedSpan, startCollector } from "@flotilla/testkit/start-collector";
import { startService } from "@flotilla/testkit/start-service";
import { createTestCa, type TestCa } from "@flotilla/testkit/test-ca";
import { Asker } from "../outage/asker.ts";

describe("pictures, clock and places as three processes", () => {
  it("trace one request across clock and places, over mutual TLS", async () => {
    using authority = await createTestCa();
    await using collector = await startCollector();
    const tracing = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: "50" };
    const tls = async (name: string) => ({ ...tracing, ...(await authority.issue(name)).env });
    const { ca, caFile } = authority;
    const placesEnv = { ...(await tls("places")), TLS_CLIENT_CA_FILE: caFile };
    await using places = await startService("places", { env: placesEnv });
    const peer = {
      PLACES_URL: places.url,
      PLACES_IDENTITY: "spiffe://test.local/places",
      TLS_CA_FILE: caFile,
    };
    await using clock = await startService("clock", { env: { ...(await tls("clock")), ...peer } });
    await using pictures = await startService("pictures", { env: await tls("pictures") });

    using asker = new Asker(clock.url, ca);
    const answer = await asker.get(`/v1/times/${encodeURIComponent("Covilhã")}`);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.text, /"timezone":"Europe\/Lisbon".*"name":"Covilhã"/);

    const [served, called, answered] = await waitForSpans(collector, [
      ["clock", "SPAN_KIND_SERVER", "GET /v1/times/{place}"],
      ["clock", "SPAN_KIND_CLIENT", "flotilla.places.v1.PlacesService/FindPlace"],
      ["places", "SPAN_KIND_SERVER", "flotilla.places.v1.PlacesService/FindPlace"],
    ]);
    assert.equal(served?.parentSpanId, "");
    assert.deepEqual([called?.traceId, called?.parentSpanId], [served?.traceId, served?.spanId]);
    assert.deepEqual([answered?.traceId, answered?.parentSpanId], [served?.traceId, called?.spanId]);
    assert.equal(answered?.attributes["enduser.id"], "spiffe://test.local/clock");

    using viewer = new Asker(pictures.url, ca);
    assert.equal((await viewer.get("/homersimpson")).status, 200);
    await assertPicturesMayNotCall(places.url, authority);
  });
});

/** The spans with these services, kinds and names, once all of them have come. */
async function waitForSpans(collector: Collector, wanted: readonly (readonly string[])[]) {
  const findAll = (all: readonly ExportedSpan[]) =>
    wanted.map(([service, kind, name]) =>
      all.find((span) => span.service === service && span.kind === kind && span.name === name),
    );
  return findAll(await collector.waitFor((all) => findAll(all).every((span) => span !== undefined)));
}

/** A certificate of the right authority, but of a service that has nothing to ask. */
async function assertPicturesMayNotCall(url: string, authority: TestCa): Promise<void> {
  const { cert, key } = await authority.issue("pictures");
  const tls = { ca: authority.ca, cert, key };
  using channel = createChannel({ url, tls });
  const call = createClient(PlacesService, channel).findPlace({ name: "Covilhã" });
  await assert.rejects(call, { code: "permission_denied", reason: "IDENTITY_NOT_ALLOWED" });
}
