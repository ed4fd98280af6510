import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { SimulatedClock } from "@flotilla/testkit/simulated-clock";
import { createClient } from "../../src/client/client.ts";
import { intercept } from "../../src/client/interceptor.ts";
import { createPolicies } from "../../src/client/policy/policies.ts";
import { chassisFields } from "../../src/config/chassis-fields.ts";
import { readConfig } from "../../src/config/read-config.ts";
import { newTelemetry } from "../new-telemetry.ts";
import { createRandom } from "../random.ts";
import type { Evidence } from "./evidence.ts";
import { createObservedGuards } from "./observed-guards.ts";
import { createScenario } from "./scenario.ts";
import { SimulatedCaller } from "./simulated-caller.ts";
import { SimulatedPeer } from "./simulated-peer.ts";

const settings = readConfig(chassisFields, { PORT: "0" });

/** What is still under way at the end of a scenario, with a healthy peer, is over by then; a forgotten timer is not. */
const graceMs = 1000;

/** Plays the scenario of a seed to the policies as every dependency has them. The same seed gives the same evidence. */
export async function simulate(seed: number): Promise<Evidence> {
  const random = createRandom(seed);
  const scenario = createScenario(random);
  const clock = new SimulatedClock();
  const next = () => random.next();
  const { guards, changes, read } = createObservedGuards(clock, next);
  const peer = new SimulatedPeer({ ...scenario.peer, clock, random, readGuards: read });
  const options = { name: "peer", settings, telemetry: newTelemetry({}, false), clock, random: next };
  const client = createClient(RetryService, intercept(createPolicies(options, guards), peer));
  const callers = scenario.calls.map((planned) => new SimulatedCaller(planned, clock, read));
  for (const { mode, startMs } of scenario.phases) clock.after(startMs, () => peer.enter(mode));
  for (const caller of callers) clock.after(caller.evidence.startMs, () => void caller.call(client));
  await clock.run(scenario.endMs + graceMs);
  return {
    phases: scenario.phases,
    calls: callers.map(({ evidence }) => evidence),
    attempts: peer.attempts,
    changes,
    remains: {
      timers: clock.waiting,
      places: guards.limit.inFlight,
      listeners: callers.reduce((sum, { listeners }) => sum + listeners, 0),
      waitingAtPeer: peer.waiting,
    },
  };
}
