import type { DependencyOptions } from "../dependency.ts";
import type { Interceptor } from "../interceptor.ts";
import { nameFaults } from "./name-faults.ts";

/** The one list, outermost first, the same for every dependency. Nowhere else is an order written. */
export function createPolicies({ name }: DependencyOptions): readonly Interceptor[] {
  return [nameFaults(name)];
}
