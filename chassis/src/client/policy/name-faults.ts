import { Fault, toFault } from "../../fault.ts";
import type { Interceptor } from "../interceptor.ts";
import { WireError } from "../wire/wire-error.ts";

/**
 * Tells callers which dependency is to blame: a connection that failed, an open breaker and the dependency's own
 * `internal` become `unavailable` with the reason `PLACES_UNAVAILABLE` (for a dependency called places). Every other
 * Fault passes as it is. What really happened is its `cause`.
 */
export function nameFaults(name: string): Interceptor {
  const reason = `${name.toUpperCase().replaceAll("-", "_")}_UNAVAILABLE`;
  const toNamed = (thrown: unknown) => {
    const fault = toFault(thrown);
    if (fault.code !== "internal" && !(fault.code === "unavailable" && fault.cause instanceof WireError)) return fault;
    const message = `${name} cannot answer at the moment. Try again a little later.`;
    return new Fault({ code: "unavailable", reason, message, cause: fault });
  };
  return (next) => ({
    async unary(method, request, options) {
      try {
        return await next.unary(method, request, options);
      } catch (thrown) {
        throw toNamed(thrown);
      }
    },
    async *stream(method, request, options) {
      try {
        yield* next.stream(method, request, options);
      } catch (thrown) {
        throw toNamed(thrown);
      }
    },
  });
}
