import { describeAddress } from "./address.ts";
import type { Endpoint } from "./endpoint.ts";
import type { Best } from "./standing.ts";

const whys = {
  connecting: "is not connected yet",
  not_serving: "says that it is not serving",
  ejected: "fails too often",
} as const;

/** Why the addresses that stand best cannot be called well, for people; undefined when they can. */
export function explainOutage({ standing, addresses }: Best<Endpoint>): string | undefined {
  if (standing === "ready" || standing === "unknown") return undefined;
  // A connection that had nothing to do was closed; the next one is on its way.
  if (addresses.some(({ state }) => state === "idle")) return undefined;
  const explain = ({ address, failure }: Endpoint) => {
    const why = standing === "unreachable" ? `cannot be reached: ${failure}` : whys[standing];
    return `${describeAddress(address)} ${why}`;
  };
  return addresses.map(explain).join("; ");
}
