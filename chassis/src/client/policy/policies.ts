import type { RpcSystem } from "../../telemetry/client-span.ts";
import type { DependencyOptions } from "../dependency.ts";
import type { Interceptor } from "../interceptor.ts";
import { deadline } from "./deadline.ts";
import { nameFaults } from "./name-faults.ts";
import { observe } from "./observe.ts";
import { retry } from "./retry.ts";

/** The one list, outermost first, the same for every dependency. Nowhere else is an order written. */
export function createPolicies(options: DependencyOptions): readonly Interceptor[] {
  const { name, settings, telemetry, clock, random } = options;
  return [
    observe({ target: name, telemetry, system: toSystem(options), clock }),
    nameFaults(name),
    deadline(clock),
    ...(settings.clientRetry ? [retry({ clock, random })] : []),
  ];
}

function toSystem({ urls = [], settings }: DependencyOptions): RpcSystem {
  if (urls.length === 0) return undefined;
  return settings.clientProtocol === "grpc" ? "grpc" : "connect_rpc";
}
