import type { Registry } from "@prometheus-io/client";

/**
 * Makes metrics that several parts of a process share: a registry takes each family only once, and every dependency has
 * its series in the same ones. `create` runs when a registry is first seen.
 */
export function oncePerRegistry<T extends object>(create: (registry: Registry) => T): (registry: Registry) => T {
  const made = new WeakMap<Registry, T>();
  return (registry) => {
    const known = made.get(registry) ?? create(registry);
    made.set(registry, known);
    return known;
  };
}
