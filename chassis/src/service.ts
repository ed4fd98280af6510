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
import { create, isMessage } from "@bufbuild/protobuf";
import type { Call } from "./call.ts";
import type { Awaitable, Handler } from "./handler.ts";
import { type Method, toMethod } from "./method.ts";

/** The function that serves one rpc. Answers may be given as plain objects; they are made messages. */
export type Rpc<M extends DescMethod> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageShape<I>, call: Call) => Awaitable<MessageInitShape<O>>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageShape<I>, call: Call) => Awaitable<AsyncIterable<MessageInitShape<O>>>
      : M extends DescMethodClientStreaming<infer I, infer O>
        ? (requests: AsyncIterable<MessageShape<I>>, call: Call) => Awaitable<MessageInitShape<O>>
        : M extends DescMethodBiDiStreaming<infer I, infer O>
          ? (requests: AsyncIterable<MessageShape<I>>, call: Call) => Awaitable<AsyncIterable<MessageInitShape<O>>>
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

function toHandler(rpc: Handler, desc: DescMethod): Handler {
  const isStream = desc.methodKind === "server_streaming" || desc.methodKind === "bidi_streaming";
  const toAnswer = isStream ? toMessages : toMessage;
  return (request, call) => {
    const answer = rpc(request, call);
    return answer instanceof Promise ? answer.then((value) => toAnswer(value, desc)) : toAnswer(answer, desc);
  };
}

function toMessage(value: unknown, desc: DescMethod): unknown {
  return isMessage(value) ? value : create(desc.output, value as MessageInitShape<typeof desc.output>);
}

async function* toMessages(values: unknown, desc: DescMethod): AsyncIterable<unknown> {
  for await (const value of values as AsyncIterable<unknown>) yield toMessage(value, desc);
}
