import {
  create,
  type DescMethod,
  type DescMethodBiDiStreaming,
  type DescMethodClientStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  type DescService,
  type Message,
  type MessageInitShape,
  type MessageShape,
} from "@bufbuild/protobuf";
import type { HeaderMap } from "../call.ts";
import type { Fault } from "../fault.ts";
import { readOnlyMessage } from "./only-message.ts";
import { type Requests, toMessages } from "./to-messages.ts";
import type { SentHeaders } from "./wire/wire.ts";

/** What one call asks for beyond its request. */
export interface CallOptions {
  /** Longest the call may take, connecting included, a stream as a whole; it travels to the peer. */
  readonly timeoutMs?: number | undefined;
  /** Request headers (gRPC: metadata). Names are lower-case; one that ends in `-bin` takes base64. */
  readonly headers?: SentHeaders | undefined;
  /** Cancels the call; the peer is told. When its reason is a Fault, the call fails with that. */
  readonly signal?: AbortSignal | undefined;
  /** Hears the answer's headers, before its first message. An answer that is nothing but trailers has them here too. */
  readonly onHeaders?: ((headers: HeaderMap) => void) | undefined;
  /** Hears the answer's trailers, before the call succeeds or fails. */
  readonly onTrailers?: ((trailers: HeaderMap) => void) | undefined;
  /** Hears of each attempt that failed and is about to be made again, where a policy does so. */
  readonly onRetry?: ((retry: RetryNotice) => void) | undefined;
}

/** An attempt that failed and is made again. */
export interface RetryNotice {
  /** Attempts behind us, as `grpc-previous-rpc-attempts` counts them: those that the server never saw do not count. */
  readonly previousAttempts: number;
  /** What the last attempt failed with. */
  readonly fault: Fault;
  /** Pause before the next one. */
  readonly delayMs: number;
  /** The server refused the stream before it looked at it, so that the attempt is made again at once. */
  readonly isTransparent: boolean;
}

/**
 * Something that carries calls to a service: a channel, the process's own memory, or a wrapper around another Caller
 * that adds a policy to it.
 */
export interface Caller {
  /** Rejects with the peer's Fault, or with `unavailable`, `deadline_exceeded` or `cancelled`. */
  unary(method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message>;
  /**
   * An rpc of any kind, as the messages of its answer; fails like {@link unary}. The call is made when it is iterated,
   * once; whoever leaves the iteration early cancels it.
   */
  stream(method: DescMethod, request: Message | AsyncIterable<Message>, options: CallOptions): AsyncIterable<Message>;
}

/** The rpcs of a service as functions. They fail with Faults only. */
export type Client<S extends DescService> = { readonly [K in keyof S["method"]]: Rpc<S["method"][K]> };

type Rpc<M> =
  M extends DescMethodUnary<infer I, infer O>
    ? (request: MessageInitShape<I>, options?: CallOptions) => Promise<MessageShape<O>>
    : M extends DescMethodServerStreaming<infer I, infer O>
      ? (request: MessageInitShape<I>, options?: CallOptions) => AsyncIterable<MessageShape<O>>
      : M extends DescMethodClientStreaming<infer I, infer O>
        ? (requests: Requests<I>, options?: CallOptions) => Promise<MessageShape<O>>
        : M extends DescMethodBiDiStreaming<infer I, infer O>
          ? (requests: Requests<I>, options?: CallOptions) => AsyncIterable<MessageShape<O>>
          : never;

/**
 * A typed client of a service.
 *
 * @example
 * const hello = createClient(HelloService, createChannel({ url: "http://localhost:8080" }));
 * const { message } = await hello.getHello({});
 */
export function createClient<S extends DescService>(service: S, caller: Caller): Client<S> {
  return Object.fromEntries(service.methods.map((method) => [method.localName, toRpc(method, caller)])) as Client<S>;
}

function toRpc(method: DescMethod, caller: Caller) {
  const { input } = method;
  if (isUnary(method)) {
    return (request: MessageInitShape<typeof input>, options: CallOptions = {}) =>
      caller.unary(method, create(input, request), options);
  }
  if (method.methodKind === "server_streaming") {
    return (request: MessageInitShape<typeof input>, options: CallOptions = {}) =>
      caller.stream(method, create(input, request), options);
  }
  if (method.methodKind === "client_streaming") {
    return (requests: Requests<typeof input>, options: CallOptions = {}) =>
      readOnlyMessage(caller.stream(method, toMessages(input, requests), options));
  }
  return (requests: Requests<typeof input>, options: CallOptions = {}) =>
    caller.stream(method, toMessages(input, requests), options);
}

function isUnary(method: DescMethod): method is DescMethod & DescMethodUnary {
  return method.methodKind === "unary";
}
