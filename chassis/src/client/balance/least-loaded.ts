import type { Balancer } from "./balancer.ts";

/**
 * The one with fewer calls in flight of two different addresses taken at random: nearly as even as asking all of them, and
 * clients that know nothing of each other do not all run to the same one (M. Mitzenmacher, The Power of Two Choices in
 * Randomized Load Balancing, 2001).
 */
export function createLeastLoaded(random: () => number): Balancer {
  return (addresses) => {
    const { length } = addresses;
    const first = Math.floor(random() * length) % length;
    if (length === 1) return addresses[first]!;
    const second = (first + 1 + (Math.floor(random() * (length - 1)) % (length - 1))) % length;
    const [one, other] = [addresses[first]!, addresses[second]!];
    return other.inFlight < one.inFlight ? other : one;
  };
}
