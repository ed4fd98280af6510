import type { Registry } from "@bufbuild/protobuf";
import type { Method } from "../../method.ts";
import type { Endpoint } from "../endpoint.ts";
import type { Rpc } from "../rpc.ts";
import { type AnswerPlan, createAnswerPlan } from "./answer-plan.ts";
import type { Binding } from "./binding.ts";
import { RequestPlan } from "./request-plan.ts";
import { RequestReader } from "./request-reader.ts";

/** One binding of one rpc, with all that can be known before a request comes. */
export interface Route {
  readonly endpoint: Endpoint;
  readonly method: Method;
  /** The path template, as metrics show it. */
  readonly label: string;
  readonly reader: RequestReader;
  readonly answer: AnswerPlan;
}

/** Compiles a binding. Throws an Error that names the rpc when the binding does not fit its messages. */
export function createRoute(rpc: Rpc, binding: Binding, registry: Registry): Route {
  const { endpoint } = rpc;
  const { method } = endpoint;
  try {
    const plan = new RequestPlan(binding, method);
    const reader = new RequestReader(rpc, plan, registry);
    const answer = createAnswerPlan(rpc, binding.responseBody, registry);
    return { endpoint, method, label: binding.template.text, reader, answer };
  } catch (cause) {
    throw new Error(`${method.path}: ${(cause as Error).message}`, { cause });
  }
}
