import type { Balancer } from "./balancer.ts";

/** Each address in turn. Clients begin at different ones, so that those which start together do not move in step. */
export function createRoundRobin(random: () => number): Balancer {
  let turn: number | undefined;
  return (addresses) => {
    turn = turn === undefined ? Math.floor(random() * addresses.length) : turn + 1;
    return addresses[turn % addresses.length]!;
  };
}
