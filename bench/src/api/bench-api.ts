import { once } from "node:events";
import { implement, type Service } from "@flotilla/chassis";
import { BenchService } from "@flotilla/contract/flotilla/bench/v1/bench";

/** Moves bytes. */
export function createBenchApi(): Service {
  return implement(BenchService, {
    echo: (payload) => payload,

    async *produce({ count, size }) {
      for (let i = 0; i < count; i++) yield { data: new Uint8Array(size) };
    },

    async *hold(_request, { signal }) {
      yield {};
      if (!signal.aborted) await once(signal, "abort");
    },
  });
}
