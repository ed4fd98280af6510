import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault } from "@flotilla/chassis";
import { startApp } from "@flotilla/testkit";
import { createTestClock } from "./create-test-clock.ts";
import { FakePlaces } from "./fake-places.ts";

const key = '{"Covilha/Portugal":"';

interface Readiness {
  readonly status: string;
  readonly parts: readonly { readonly name: string; readonly message?: string }[];
}

async function get(url: string): Promise<Record<string, unknown>> {
  return (await (await fetch(url)).json()) as Record<string, unknown>;
}

describe("the clock over REST", () => {
  it("answers /covilha as it always was: one key, and no newline", async () => {
    await using started = await startApp(createTestClock());
    const answer = await fetch(`${started.url}/covilha`);
    const body = await answer.text();
    assert.match(body, /^\{"Covilha\/Portugal":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|\+01:00)"\}$/);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json\b/);
    assert.equal(answer.headers.get("content-length"), String(body.length));
    assert.equal(answer.headers.get("cache-control"), "no-store");
  });

  it("ignores the query of /covilha, as it always did, but of nothing else", async () => {
    await using started = await startApp(createTestClock());
    assert.equal((await fetch(`${started.url}/covilha?x=1&y=%zz`)).status, 200);
    assert.equal((await fetch(`${started.url}/v1/times/Covilhã?contry=PT`)).status, 400);
  });

  it("answers HEAD, and sends a trailing slash to the clean path", async () => {
    await using started = await startApp(createTestClock());
    const head = await fetch(`${started.url}/covilha`, { method: "HEAD" });
    assert.deepEqual([head.status, await head.text()], [200, ""]);
    const slash = await fetch(`${started.url}/covilha/`, { redirect: "manual" });
    assert.deepEqual([slash.status, slash.headers.get("location")], [308, "/covilha"]);
  });

  it("has the same key over Connect, and in its OpenAPI document", async () => {
    await using started = await startApp(createTestClock());
    const path = `${started.url}/flotilla.clock.v1.ClockService/GetCovilha`;
    const headers = { "content-type": "application/json" };
    const body = await (await fetch(path, { method: "POST", headers, body: "{}" })).text();
    assert.ok(body.startsWith(key), body);
    assert.match(JSON.stringify(await get(`${started.url}/openapi.json`)), /"properties":\{"Covilha\/Portugal":/);
  });

  it("takes any name, with blanks and slashes in it, percent-encoded", async () => {
    const places = new FakePlaces();
    await using started = await startApp(createTestClock(places));
    assert.equal((await get(`${started.url}/v1/times/Covilhã`))["timezone"], "Europe/Lisbon");
    assert.equal(
      (await get(`${started.url}/v1/times/${encodeURIComponent("São / Tomé")}`))["reason"],
      "PLACE_NOT_FOUND",
    );
    assert.deepEqual(places.asked, ["Covilhã/", "São / Tomé/"]);
  });

  it("takes a country and a point from the query", async () => {
    const places = new FakePlaces();
    await using started = await startApp(createTestClock(places));
    const byName = await get(`${started.url}/v1/times/Covilh%C3%A3?country=pt`);
    assert.equal(byName["timezone"], "Europe/Lisbon");
    assert.equal("distanceKm" in byName, false);
    const nearest = await get(`${started.url}/v1/times:nearest?latitude=40.28&longitude=-7.5`);
    assert.equal(nearest["distanceKm"], 1.5);
    assert.deepEqual(places.asked, ["Covilhã/PT", "40.28,-7.5"]);
  });

  it("says how it came by the place", async () => {
    const places = new FakePlaces();
    await using started = await startApp(createTestClock(places, { PLACES_FRESH_FOR: "5m" }));
    const read = async () => (await fetch(`${started.url}/v1/times/Kathmandu`)).headers;
    assert.equal((await read()).get("cache-status"), "clock; fwd=miss; ttl=300");
    const again = await read();
    assert.match(again.get("cache-status") ?? "", /^clock; hit; ttl=(300|2\d\d)$/);
    assert.equal(again.get("cache-control"), "no-store");
    assert.deepEqual(places.asked, ["Kathmandu/"]);
  });

  it("says that a place is remembered from before, and counts it", async () => {
    const places = new FakePlaces();
    const env = { CLIENT_RETRY: "false" };
    await using started = await startApp(createTestClock(places, { PLACES_FRESH_FOR: "0ms" }), { env });
    await fetch(`${started.url}/v1/times/Kathmandu`);
    places.fault = new Fault({ code: "unavailable", reason: "DRAINING", message: "places has gone" });
    const answer = await fetch(`${started.url}/v1/times/Kathmandu`);
    assert.equal(((await answer.json()) as { isStale: boolean }).isStale, true);
    assert.match(answer.headers.get("cache-status") ?? "", /^clock; fwd=stale; ttl=-\d+; detail=stale-if-error$/);
    const metrics = await (await fetch(`${started.url}/metrics`)).text();
    assert.match(metrics, /cache_requests_total\{cache="clock_places",result="stale"\} 1/);
    assert.match(metrics, /cache_requests_total\{cache="clock_places",result="miss"\} 1/);
  });

  it("stays ready without places, and shows that it is missing", async () => {
    await using started = await startApp(createTestClock());
    const answer = await fetch(`${started.url}/readyz`);
    const { status, parts } = (await answer.json()) as Readiness;
    assert.deepEqual([answer.status, status], [200, "degraded"]);
    assert.match(parts.find(({ name }) => name === "places-client")?.message ?? "", /PLACES_URL is not set/);
  });
});
