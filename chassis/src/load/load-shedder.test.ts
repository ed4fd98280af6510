import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ManualLoop } from "../../test/manual-loop.ts";
import { createRandom, type Random } from "../../test/random.ts";
import { SimulatedServer, type SimulationOptions, type Toil } from "../../test/simulated-server.ts";
import { LoadShedder } from "./load-shedder.ts";

/** What a call takes of the loop beside its handler, in the simulation. */
const callMs = 0.03;

interface Handler {
  readonly name: string;
  /** Milliseconds of computing, on average. */
  readonly meanMs: number;
  toil(random: Random): Toil;
  /** Least of the peak that is left for calls on new connections, whose refusals cost more. Default 0.75. */
  readonly goodput?: number;
}

const handlers: readonly Handler[] = [
  { name: "waits 10 ms and computes 0.2", meanMs: 0.2, toil: () => ({ waitMs: 10, burnMs: 0.2 }) },
  { name: "computes 0.2 ms", meanMs: 0.2, toil: () => ({ waitMs: 0, burnMs: 0.2 }) },
  { name: "computes 1 ms", meanMs: 1, toil: () => ({ waitMs: 0, burnMs: 1 }) },
  { name: "waits 100 ms and computes 0.5", meanMs: 0.5, toil: () => ({ waitMs: 100, burnMs: 0.5 }) },
  {
    name: "waits 5 ms, or half a second now and then",
    meanMs: 0.2,
    toil: (random) => ({ waitMs: random.next() < 0.1 ? 100 + 400 * random.next() : 5 * random.next(), burnMs: 0.2 }),
  },
  {
    name: "computes for a time that varies",
    meanMs: 0.2,
    toil: (random) => ({ waitMs: 10, burnMs: -Math.log(1 - random.next()) * 0.2 }),
  },
];

function toPeak({ meanMs }: Pick<Handler, "meanMs">): number {
  return 1000 / (meanMs + callMs);
}

function newServer({ toil }: Pick<Handler, "toil">, over: Partial<SimulationOptions> = {}): SimulatedServer {
  return new SimulatedServer({ random: createRandom(42), toil, callMs, ...over });
}

/** A server that has worked for a while. */
function newWarmServer(handler: Handler, over: Partial<SimulationOptions> = {}): SimulatedServer {
  const server = newServer(handler, over);
  server.runOpen(0.7 * toPeak(handler), 1500);
  server.measure();
  return server;
}

describe("LoadShedder", () => {
  for (const handler of handlers) {
    it(`keeps goodput and latency at three times the load of a handler that ${handler.name}`, () => {
      const peak = toPeak(handler);
      const calm = newWarmServer(handler);
      calm.runOpen(0.7 * peak, 3000);
      assert.equal(calm.refused, 0);

      const overloaded = newWarmServer(handler);
      overloaded.runOpen(3 * peak, 2000);
      overloaded.measure();
      overloaded.runOpen(3 * peak, 3000);
      assert.ok(overloaded.goodput >= 0.8 * peak, `goodput is ${overloaded.goodput / peak} of the peak`);
      const limitMs = 2 * calm.latencyMs(99);
      assert.ok(overloaded.latencyMs(99) <= limitMs, `p99 is ${overloaded.latencyMs(99)} ms, not ${limitMs}`);
    });
  }

  it("lets the queue grow for no more than a moment", () => {
    const handler = handlers[1]!;
    const server = newWarmServer(handler);
    server.runOpen(3 * toPeak(handler), 1000);
    assert.ok(server.latencyMs(100) < 150, `one call took ${server.latencyMs(100)} ms`);
  });

  it("keeps the queue of dear calls short too, though the loop rests while they wait", () => {
    const dear = { meanMs: 20, toil: () => ({ waitMs: 10, burnMs: 20 }) };
    for (const seed of [1, 2, 3, 9]) {
      const server = newServer(dear, { random: createRandom(seed) });
      server.runOpen(0.7 * toPeak(dear), 2000);
      server.runOpen(3 * toPeak(dear), 6000);
      server.measure();
      server.runOpen(3 * toPeak(dear), 5000);
      assert.ok(server.latencyMs(50) < 250, `seed ${seed}: half of the calls took ${server.latencyMs(50)} ms`);
      assert.ok(server.goodput >= 0.8 * toPeak(dear), `seed ${seed}: goodput is ${server.goodput}`);
    }
  });

  const visitors: readonly Handler[] = [
    { name: "computes 2 ms", meanMs: 2, toil: () => ({ waitMs: 0, burnMs: 2 }) },
    { name: "waits 10 ms and computes 2", meanMs: 2, toil: () => ({ waitMs: 10, burnMs: 2 }) },
    { name: "computes 0.2 ms", meanMs: 0.2, toil: () => ({ waitMs: 0, burnMs: 0.2 }), goodput: 0.65 },
  ];
  for (const handler of visitors) {
    it(`finds the queue of callers who open a connection each, where no turn is long, when it ${handler.name}`, () => {
      const [peak, over] = [toPeak(handler), { connects: true, stallMs: 10 }];
      const server = newServer(handler, over);
      server.runOpen(0.7 * peak, 5000);
      assert.equal(server.refused, 0);
      server.runOpen(3 * peak, 4000);
      assert.equal(server.isShedding, true);
      server.measure();
      server.runOpen(3 * peak, 4000);
      assert.ok(server.goodput >= (handler.goodput ?? 0.75) * peak, `goodput is ${server.goodput / peak} of the peak`);
      assert.ok(server.latencyMs(99) < 150, `p99 is ${server.latencyMs(99)} ms`);
      server.runOpen(0.7 * peak, 1500);
      assert.equal(server.isShedding, false);
      server.measure();
      server.runOpen(0.7 * peak, 3000);
      assert.equal(server.refused, 0);
    });
  }

  it("lets everything in again when the load is gone", () => {
    const handler = handlers[0]!;
    const server = newWarmServer(handler);
    server.runOpen(3 * toPeak(handler), 1000);
    assert.ok(server.refused > 0);
    assert.equal(server.isShedding, true);
    server.runOpen(0.7 * toPeak(handler), 500);
    assert.equal(server.isShedding, false);
    server.measure();
    server.runOpen(0.7 * toPeak(handler), 2000);
    assert.equal(server.refused, 0);
  });

  const cheap = { name: "computes 0.02 ms", meanMs: 0.02, toil: () => ({ waitMs: 0, burnMs: 0.02 }) };
  for (const handler of [...handlers, cheap]) {
    it(`refuses nothing at seven tenths of the load, though the loop stands still at times, when it ${handler.name}`, () => {
      const server = newWarmServer(handler, { stallMs: 20 });
      server.runOpen(0.7 * toPeak(handler), 5000);
      assert.equal(server.refused, 0);
    });
  }

  it("refuses nothing at eight tenths of the load because some calls are a hundred times as dear", () => {
    const toil = (random: Random) => (random.next() < 0.01 ? { waitMs: 0, burnMs: 20 } : { waitMs: 5, burnMs: 0.2 });
    const meanMs = 0.01 * 20 + 0.99 * 0.2;
    for (let seed = 1; seed <= 5; seed++) {
      const server = newServer({ toil }, { random: createRandom(seed), stallMs: 20 });
      server.runOpen(0.8 * toPeak({ meanMs }), 5000);
      assert.equal(server.refused, 0, `seed ${seed}`);
    }
  });

  const crowds: readonly {
    readonly callers: number;
    readonly over: Partial<SimulationOptions>;
    readonly toil: Toil;
  }[] = [
    { callers: 128, over: { callMs: 0.012 }, toil: { waitMs: 0, burnMs: 0 } },
    { callers: 64, over: { callMs: 0.03 }, toil: { waitMs: 0, burnMs: 0 } },
    { callers: 128, over: {}, toil: { waitMs: 10, burnMs: 0.2 } },
    { callers: 64, over: {}, toil: { waitMs: 0, burnMs: 1 } },
    { callers: 900, over: {}, toil: { waitMs: 1000, burnMs: 0.1 } },
  ];
  for (const { callers, over, toil } of crowds) {
    it(`refuses none of ${callers} callers that wait for their answers, of ${toil.waitMs} + ${toil.burnMs} ms`, () => {
      const server = newServer({ toil: () => toil }, { stallMs: 10, ...over });
      server.runClosed(callers, 3000);
      assert.equal(server.refused, 0);
      assert.ok(server.goodput > 500);
    });
  }

  it("bears 64 callers that open a connection for each call, as long as the loop rests at times", () => {
    const server = newServer({ toil: () => ({ waitMs: 100, burnMs: 1 }) }, { connects: true, stallMs: 10 });
    server.runClosed(64, 5000);
    assert.equal(server.refused, 0);
    assert.ok(server.goodput > 300, `goodput is ${server.goodput}`);
  });

  it("bears a burst of connections that call at once", () => {
    const server = newWarmServer(handlers[2]!, { connects: true });
    for (let burst = 0; burst < 3; burst++) {
      server.runOpen(200_000, 3);
      server.runOpen(100, 2000);
    }
    assert.equal(server.refused, 0);
  });

  it("takes no burst for an overload", () => {
    const server = newWarmServer(handlers[0]!);
    for (let burst = 0; burst < 5; burst++) {
      server.runOpen(200_000, 2);
      server.runOpen(100, 1000);
    }
    assert.equal(server.refused, 0);
  });

  it("refuses nothing while V8 still compiles", () => {
    const server = newServer(handlers[1]!, { callMs: 1 });
    server.runOpen(3000, 300);
    assert.equal(server.refused, 0);
  });

  it("takes the time that a process needs to start for nothing that it has learnt", () => {
    const loop = new ManualLoop();
    const shedder = new LoadShedder(loop);
    loop.turn(5000);
    for (let calls = 1; calls < 300; calls *= 3) {
      for (let call = 0; call < calls; call++) assert.equal(shedder.admits(), true);
      loop.turn(calls);
      for (let call = 0; call < calls; call++) shedder.end(calls);
    }
  });

  it("is what keeps the queue short", () => {
    const handler = handlers[0]!;
    const server = newWarmServer(handler, { isShedding: false });
    server.runOpen(3 * toPeak(handler), 2000);
    assert.ok(server.latencyMs(99) > 200, "the simulation has no queue");
  });
});
