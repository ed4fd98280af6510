import { once } from "node:events";
import { create } from "@bufbuild/protobuf";
import { implement, type Service } from "@flotilla/chassis";
import { BenchService, PayloadSchema } from "@flotilla/contract/flotilla/bench/v1/bench";

/** Moves bytes. A stream's messages are one object, as of a list that is there already: its making is not measured. */
export function createBenchApi(): Service {
  return implement(BenchService, {
    echo: (payload) => payload,

    async *produce({ count, size }) {
      const payload = create(PayloadSchema, { data: new Uint8Array(size) });
      for (let i = 0; i < count; i++) yield payload;
    },

    async *hold(_request, { signal }) {
      yield {};
      if (!signal.aborted) await once(signal, "abort");
    },
  });
}
