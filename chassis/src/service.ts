import type {
  DescMethod,
  DescMethodBiDiStreaming,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  DescService,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { Call } from "./call.ts";
import type { Awaitable, Handler, Values } from "./handler.ts";
import { type Method, toMethod } from "./method.ts";
import { toMessage } from "./to-message.ts";

/** The function that serves one rpc. Answers may be given as plain objects; they are made messages. */
export type Rpc<M extends DescMethod> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageShape<I>, call: Call) => Awaitable<MessageInitShape<O>>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageShape<I>, call: Call) => Awaitable<Values<MessageInitShape<O>>>
      : M extends DescMethodClientStreaming<infer I, infer O>
        ? (requests: AsyncIterable<MessageShape<I>>, call: Call) => Awaitable<MessageInitShape<O>>
        : M extends DescMethodBiDiStreaming<infer I, infer O>
          ? (requests: AsyncIterable<MessageShape<I>>, call: Call) => Awaitable<Values<MessageInitShape<O>>>
          : never;

/** One function per rpc of a service. The type asks for every one of them. */
export type Rpcs<S extends DescService> = { [K in keyof S["method"]]: Rpc<S["method"][K]> };

/** A service of the contract with the functions that serve it. */
export interface Service {
  readonly desc: DescService;
  readonly routes: readonly Route[];
}

/** An rpc and the function that serves it, before the chain is wrapped around it. */
export interface Route {
  readonly method: Method;
  readonly handler: Handler;
}

/**
 * Ties a service of the contract to one function per rpc.
 *
 * @example
 * const hello = implement(HelloService, { getHello: () => ({ message: "Hello, World!" }) });
 */
export function implement<S extends DescService>(desc: S, rpcs: Rpcs<S>): Service {
  const routes = desc.methods.map((method) => {
    const rpc = rpcs[method.localName as keyof Rpcs<S>] as unknown as Handler;
    return { method: toMethod(method), handler: toHandler(rpc.bind(rpcs), method) };
  });
  return { desc, routes };
}

/** The values of a stream become messages where they are encoded: one more iterator in between costs as much as that. */
function toHandler(rpc: Handler, { methodKind, output }: DescMethod): Handler {
  if (methodKind === "server_streaming" || methodKind === "bidi_streaming") return rpc;
  return (request, call) => {
    const answer = rpc(request, call);
    return answer instanceof Promise ? answer.then((value) => toMessage(value, output)) : toMessage(answer, output);
  };
}

/**
 * Tells services that callers call from those that messages of a queue call. Throws when one is both: whoever reads a
 * contract must see which it is.
 */
export function splitServices(services: readonly Service[]): Record<"called" | "subscribed", readonly Service[]> {
  const isSubscribed = ({ desc, routes }: Service) => {
    const count = routes.filter(({ method }) => method.policy.subscription).length;
    if (count > 0 && count < routes.length)
      throw new Error(`${desc.typeName} is called both by callers and by messages`);
    return count > 0;
  };
  return {
    called: services.filter((service) => !isSubscribed(service)),
    subscribed: services.filter(isSubscribed),
  };
}
