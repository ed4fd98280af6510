import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type StartedService, startService } from "@flotilla/testkit/start-service";

interface Told {
  readonly timezone: string;
  readonly isStale: boolean;
  readonly reason: string;
  readonly place: { readonly name: string; readonly country: string };
}

async function get(service: StartedService, path: string) {
  const answer = await fetch(`${service.url}${path}`);
  return { status: answer.status, ...((await answer.json()) as Told) };
}

describe("clock and places as two processes", () => {
  for (const CLIENT_PROTOCOL of ["grpc", "connect"]) {
    it(`finds places over ${CLIENT_PROTOCOL}, and outlives them`, async () => {
      await using places = await startService("places");
      const env = { PLACES_URL: places.url, CLIENT_PROTOCOL, PLACES_FRESH_FOR: "0ms" };
      await using clock = await startService("clock", { env });

      const covilha = await get(clock, "/v1/times/covilha");
      assert.deepEqual([covilha.status, covilha.timezone, covilha.place.name], [200, "Europe/Lisbon", "Covilhã"]);
      const nearest = await get(clock, "/v1/times:nearest?latitude=40.28&longitude=-7.5");
      assert.deepEqual([nearest.status, nearest.place.name], [200, "Covilhã"]);
      const cambridge = await get(clock, "/v1/times/Cambridge?country=GB");
      assert.deepEqual([cambridge.place.country, cambridge.timezone], ["GB", "Europe/London"]);
      const unknown = await get(clock, "/v1/times/Covilho");
      assert.deepEqual([unknown.status, unknown.reason], [404, "PLACE_NOT_FOUND"]);

      await places.kill();
      const remembered = await get(clock, "/v1/times/COVILHÃ");
      assert.deepEqual([remembered.status, remembered.isStale, remembered.place.name], [200, true, "Covilhã"]);
      const missing = await get(clock, "/v1/times/Kathmandu");
      assert.deepEqual([missing.status, missing.reason], [503, "PLACES_UNAVAILABLE"]);
      assert.equal((await get(clock, "/covilha")).status, 200);
    });
  }
});
