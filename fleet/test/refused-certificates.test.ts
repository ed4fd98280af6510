import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type LogLine, type StartedService, startService } from "@flotilla/testkit/start-service";
import { createTestCa } from "@flotilla/testkit/test-ca";
import { Asker } from "../outage/asker.ts";

type Env = Readonly<Record<string, string>>;

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs);
const expired = { notBefore: inDays(-2), notAfter: inDays(-1) };
const early = { notBefore: inDays(1), notAfter: inDays(2) };

/** `own` is the authority that both sides trust, `other` one that neither knows. */
const [own, other] = [await createTestCa("own"), await createTestCa("other")];
after(() => {
  own[Symbol.dispose]();
  other[Symbol.dispose]();
});

const startPlaces = (env: Env) => startService("places", { env });
const startClock = (places: StartedService, env: Env) => {
  const url = places.url.replace("http:", "https:");
  return startService("clock", { env: { PLACES_URL: url, TLS_CA_FILE: own.caFile, ...env } });
};

/** Asks clock for a place, which it has to ask places for. */
async function askClock(url: string) {
  using asker = new Asker(url);
  const { status, text } = await asker.get("/v1/times/Lisboa");
  return { status, body: JSON.parse(text) as { reason: string; detail: string } };
}

/**
 * Asks clock until `said` is: on a busy machine a connection may run out of time before anybody looks at a certificate.
 * `said` has a bound of its own.
 */
async function askUntil(url: string, ...said: readonly Promise<LogLine>[]) {
  let isSaid = false;
  const all = Promise.all(said).finally(() => {
    isSaid = true;
  });
  let answer = await askClock(url);
  while (!isSaid) answer = await askClock(url);
  await all;
  return answer;
}

const saysIn = (form: RegExp) => (line: LogLine) => form.test(JSON.stringify(line));

describe("places refuses a clock whose certificate", () => {
  let places: StartedService;
  before(async () => {
    places = await startPlaces({ ...(await own.issue("places")).env, TLS_CLIENT_CA_FILE: own.caFile });
  });
  after(() => places[Symbol.asyncDispose]());

  const cases: readonly [what: string, issue: () => Promise<Env>, says: RegExp][] = [
    ["has expired", async () => (await own.issue("clock", expired)).env, /expired/],
    ["does not count yet", async () => (await own.issue("clock", early)).env, /not (yet )?valid/],
    ["is of another authority", async () => (await other.issue("clock")).env, /authority|issuer/],
    ["is missing", async () => ({}), /no (client )?certificate|did not return a certificate/],
  ];
  for (const [what, issue, says] of cases) {
    it(what, async () => {
      await using clock = await startClock(places, await issue());
      const said = [places.waitForLog(saysIn(says)), clock.waitForLog(saysIn(/certificate|alert/))];
      const { status, body } = await askUntil(clock.url, ...said);
      assert.deepEqual([status, body.reason], [503, "PLACES_UNAVAILABLE"], JSON.stringify(body));
    });
  }

  it("is another service's", async () => {
    await using clock = await startClock(places, (await own.issue("pictures")).env);
    const said = places.waitForLog(saysIn(/IDENTITY_NOT_ALLOWED/));
    const { status, body } = await askUntil(clock.url, said);
    assert.deepEqual([status, body.reason], [403, "IDENTITY_NOT_ALLOWED"], JSON.stringify(body));
  });
});

describe("clock refuses a places", () => {
  const cases: readonly [what: string, issue: () => Promise<Env>, says: RegExp][] = [
    ["whose certificate has expired", async () => (await own.issue("places", expired)).env, /expired/],
    ["whose certificate does not count yet", async () => (await own.issue("places", early)).env, /not yet valid/],
    ["whose certificate is of another authority", async () => (await other.issue("places")).env, /authority|issuer/],
    ["whose certificate is another service's", async () => (await own.issue("pictures")).env, /spiffe:.*pictures/],
    ["that speaks no TLS at all", async () => ({}), /TLS|SSL|wrong version/],
  ];
  for (const [what, issue, says] of cases) {
    it(what, async () => {
      await using places = await startPlaces(await issue());
      const identity = { PLACES_IDENTITY: "spiffe://test.local/places" };
      await using clock = await startClock(places, { ...identity, ...(await own.issue("clock")).env });
      const { status, body } = await askUntil(clock.url, clock.waitForLog(saysIn(says)));
      assert.deepEqual([status, body.reason], [503, "PLACES_UNAVAILABLE"], JSON.stringify(body));
    });
  }
});
