import { Call } from "../../call.ts";
import type { RefusalListener } from "../../transport/transport.ts";
import { type Endpoints, toBroken } from "../endpoint.ts";
import { serve } from "../serve.ts";
import { sendProblem } from "./send-problem.ts";

/** Answers requests that could not be read, as route `unmatched`: traced, counted and logged by the chain like any other. */
export function createRefusalListener({ unmatched }: Endpoints): RefusalListener {
  const { method } = unmatched;
  return (refused, fault) => {
    const { peer } = refused;
    const call = new Call({ method, transport: "rest", headers: {}, peer, verb: "", route: "unmatched" });
    serve(unmatched, call, toBroken(fault), {
      answer: () => undefined,
      fail: (why) => sendProblem(refused, call, why),
    });
  };
}
