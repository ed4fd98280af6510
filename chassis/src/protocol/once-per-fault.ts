import type { Call } from "../call.ts";
import type { Fault } from "../fault.ts";

/**
 * Writes a Fault, but one that many get only once: what is written must not depend on more than the
 * Fault and the call's service, and nobody may change it.
 */
export function oncePerFault<T extends string | object>(write: (fault: Fault, call: Call) => T) {
  const written = new WeakMap<Fault, T>();
  return (fault: Fault, call: Call): T => {
    if (!fault.isShared) return write(fault, call);
    const known = written.get(fault) ?? write(fault, call);
    written.set(fault, known);
    return known;
  };
}
