import { systemClock } from "../../clock.ts";
import type { RpcSystem } from "../../telemetry/client-span.ts";
import type { DependencyOptions } from "../dependency.ts";
import type { Interceptor } from "../interceptor.ts";
import { circuitBreaker } from "./circuit-breaker.ts";
import { concurrencyLimit } from "./concurrency-limit.ts";
import { deadline } from "./deadline.ts";
import { createGuards } from "./guards.ts";
import { nameFaults } from "./name-faults.ts";
import { observe } from "./observe.ts";
import { retry } from "./retry.ts";

/** The one list, outermost first, the same for every dependency. Nowhere else is an order written. */
export function createPolicies(options: DependencyOptions, guards = createGuards(options)): readonly Interceptor[] {
  const { name, settings, telemetry, clock = systemClock, random } = options;
  return [
    observe({ target: name, telemetry, system: toSystem(options), clock }),
    nameFaults(name),
    deadline(clock),
    ...(settings.clientRetry ? [retry({ budget: guards.budget, clock, random })] : []),
    ...(settings.clientBreaker ? [circuitBreaker(guards.breaker, clock)] : []),
    ...(settings.clientLimit ? [concurrencyLimit(guards.limit, clock)] : []),
  ];
}

function toSystem({ urls = [], settings }: DependencyOptions): RpcSystem {
  if (urls.length === 0) return undefined;
  return settings.clientProtocol === "grpc" ? "grpc" : "connect_rpc";
}
