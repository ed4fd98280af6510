import { ToilService } from "@flotilla/contract/flotilla/test/v1/toil";
import type { Lookup } from "../src/client/balance/resolver.ts";
import { createTarget, type Target } from "../src/client/balance/target.ts";
import { type Client, createClient } from "../src/client/client.ts";
import { chassisFields } from "../src/config/chassis-fields.ts";
import { type Env, readConfig } from "../src/config/read-config.ts";
import { ManualClock } from "./manual-clock.ts";
import { newTelemetry, type TestTelemetry } from "./new-telemetry.ts";

/** A target with what a test needs to move and to see it. */
export interface Balanced extends Disposable {
  readonly target: Target;
  readonly toil: Client<typeof ToilService>;
  readonly clock: ManualClock;
  readonly telemetry: TestTelemetry;
  /** How many addresses stand so, by the gauge. */
  count(state: string): Promise<number>;
  /** Turns the event loop until this many addresses stand so; the test's own timeout bounds it. */
  until(state: string, count: number): Promise<void>;
  /** Asks so often, one after the other; the names of those that answered, and the codes of those that failed. */
  ask(times: number): Promise<string[]>;
}

/** A target of `urls`, in turn unless `env` says otherwise. */
export function balance(urls: readonly string[], { lookup, env }: { lookup?: Lookup; env?: Env } = {}): Balanced {
  const settings = readConfig(chassisFields, { CLIENT_BALANCER: "round_robin", ...env });
  const telemetry = newTelemetry();
  const clock = new ManualClock();
  const target = createTarget({ name: "toil", settings, telemetry, urls, clock, random: () => 0, lookup });
  const toil = createClient(ToilService, target);
  const count = async (state: string) => {
    const family = await telemetry.metrics.getSingleMetric("rpc_client_addresses")?.get();
    return family?.values.find(({ labels }) => labels["state"] === state)?.value ?? 0;
  };
  return {
    ...{ target, toil, clock, telemetry, count },
    async until(state, wanted) {
      while ((await count(state)) !== wanted) await new Promise(setImmediate);
    },
    async ask(times) {
      const answers: string[] = [];
      for (let call = 0; call < times; call++) {
        answers.push(
          await toil.toil({}).then(
            ({ text }) => text,
            (fault) => fault.code,
          ),
        );
      }
      return answers;
    },
    [Symbol.dispose]: () => target.close(),
  };
}
