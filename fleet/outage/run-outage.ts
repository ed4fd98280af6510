import { setTimeout as delay } from "node:timers/promises";
import { runOpenLoop, type Sample } from "@flotilla/testkit/open-loop";
import { createRandom } from "@flotilla/testkit/random";
import { type DelayProxy, startDelayProxy } from "@flotilla/testkit/start-delay-proxy";
import { type StartedService, startService } from "@flotilla/testkit/start-service";
import { createTestCa } from "@flotilla/testkit/test-ca";
import { type Answer, Asker, type Question } from "./asker.ts";
import { parseCounts } from "./client-counts.ts";
import type { Mark } from "./timeline.ts";

/** How long, and how hard. */
export interface OutageOptions {
  /** While places is away or slow. */
  readonly awayMs: number;
  /** While it is well. */
  readonly wellMs: number;
  readonly perSecond: number;
  /** Whether clock and places may turn calls away when they have too much to do, as they do unless told otherwise. */
  readonly isShedding: boolean;
}

/** What an outage came to. */
export interface Outage {
  readonly samples: readonly Sample<Answer>[];
  /** The begin of each phase, then the end. */
  readonly marks: readonly Mark[];
}

const known = ["Covilhã", "Lisboa", "Zürich", "São Paulo", "Kathmandu"];
const slowMs = 250;
/** Listening is logged; the calls are not. */
const quiet = { OTEL_TRACES_EXPORTER: "none", MAX_CONCURRENT_CALLS: "4000" };

/**
 * Runs clock and places as two processes with mutual TLS, asks clock at a fixed rate, and meanwhile kills, restarts,
 * freezes, thaws and slows places. One request in ten is for `/covilha`, one for a place that was asked for before; all
 * others are for points that nobody asked for yet, so that nothing but places can answer them.
 */
export async function runOutage({ awayMs, wellMs, perSecond, isShedding }: OutageOptions): Promise<Outage> {
  const common = { ...quiet, SHED_LOAD: String(isShedding) };
  using authority = await createTestCa();
  const { ca, caFile } = authority;
  await using places = await startService("places", {
    env: { ...common, ...(await authority.issue("places")).env, TLS_CLIENT_CA_FILE: caFile },
  });
  await using proxy = await startDelayProxy(places.port);
  const peer = { PLACES_URL: `https://127.0.0.1:${proxy.port}`, PLACES_FRESH_FOR: "1s", TLS_CA_FILE: caFile };
  await using clock = await startService("clock", {
    env: { ...common, ...(await authority.issue("clock")).env, ...peer },
  });

  using asker = new Asker(clock.url, ca);
  const samples: Sample<Answer>[] = [];
  const marks: Mark[] = [];
  const stop = new AbortController();
  for (const name of known) await asker.ask("known", `/v1/times/${encodeURIComponent(name)}`);
  const startMs = performance.now();
  const elapsedMs = () => performance.now() - startMs;
  const mark = async (phase: string, atMs: number) => {
    const { text } = await asker.get("/metrics");
    marks.push({ phase, atMs, counts: parseCounts(text) });
  };
  const load = runOpenLoop({
    perSecond,
    signal: stop.signal,
    send: createQuestions(asker),
    onSample: (sample) => samples.push(sample),
  });
  try {
    for (const { phase, begin, isWell } of listPhases(places, proxy)) {
      const beforeMs = elapsedMs();
      await begin();
      // Trouble begins when it is made, and ends when places is back: what fails meanwhile is not held against it.
      await mark(phase, isWell ? elapsedMs() : beforeMs);
      await delay(isWell ? wellMs : awayMs);
    }
    await mark("end", elapsedMs());
  } finally {
    stop.abort();
    await load;
  }
  return { samples, marks };
}

interface Phase {
  readonly phase: string;
  readonly isWell: boolean;
  begin(): unknown;
}

function listPhases(places: StartedService, proxy: DelayProxy): readonly Phase[] {
  const setDelay = (delayMs: number) => () => {
    proxy.delayMs = delayMs;
  };
  return [
    { phase: "healthy", isWell: true, begin: () => undefined },
    { phase: "killed", isWell: false, begin: () => places.kill() },
    { phase: "started again", isWell: true, begin: () => places.restart() },
    { phase: "frozen", isWell: false, begin: () => places.freeze() },
    { phase: "thawed", isWell: true, begin: () => places.thaw() },
    { phase: `slowed by ${slowMs} ms`, isWell: false, begin: setDelay(slowMs) },
    { phase: "fast again", isWell: true, begin: setDelay(0) },
  ];
}

/** Request number `index`: the same points and places in every run. */
function createQuestions(asker: Asker): (index: number) => Promise<Answer> {
  const random = createRandom(1);
  const ask: Record<Question, () => Promise<Answer>> = {
    covilha: () => asker.ask("covilha", "/covilha"),
    known: () => asker.ask("known", `/v1/times/${encodeURIComponent(known[Math.floor(random() * known.length)]!)}`),
    new() {
      const latitude = (random() * 140 - 60).toFixed(5);
      const longitude = (random() * 360 - 180).toFixed(5);
      return asker.ask("new", `/v1/times:nearest?latitude=${latitude}&longitude=${longitude}`);
    },
  };
  return (index) => ask[index % 10 === 0 ? "covilha" : index % 10 === 5 ? "known" : "new"]();
}
