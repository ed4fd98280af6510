import {
  create,
  type DescMethodUnary,
  type DescService,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";

/** What one call asks for beyond its request. */
export interface CallOptions {
  /** Longest the call may take, connecting included; it travels to the peer. */
  readonly timeoutMs?: number | undefined;
  /** Request headers (gRPC: metadata). Names are lower-case. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Cancels the call; the peer is told. */
  readonly signal?: AbortSignal | undefined;
}

/** Something that carries unary calls to a service: a gRPC channel, or the process's own memory. */
export interface Caller {
  /** Rejects with the peer's Fault, or with `unavailable`, `deadline_exceeded` or `cancelled`. */
  unary(method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message>;
}

/** The unary rpcs of a service as functions. They reject with Faults only. */
export type Client<S extends DescService> = {
  readonly [K in keyof S["method"] as S["method"][K] extends DescMethodUnary ? K : never]: Rpc<S["method"][K]>;
};

type Rpc<M> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>>
    : never;

/**
 * A typed client of a service.
 *
 * @example
 * const hello = createClient(HelloService, new GrpcChannel({ address: "localhost:8080" }));
 * const { message } = await hello.getHello({});
 */
export function createClient<S extends DescService>(service: S, caller: Caller): Client<S> {
  const rpcs = service.methods
    .filter((method): method is typeof method & DescMethodUnary => method.methodKind === "unary")
    .map((method) => [
      method.localName,
      (request: MessageInitShape<typeof method.input>, options: CallOptions = {}) =>
        caller.unary(method, create(method.input, request), options),
    ]);
  return Object.fromEntries(rpcs) as Client<S>;
}
