import type { DescMethod, DescMethodUnary, Message } from "@bufbuild/protobuf";
import { Call, type HeaderMap } from "../call.ts";
import type { Caller, CallOptions } from "../client/client.ts";
import { Fault, type FaultInit } from "../fault.ts";
import type { Encoded, Values } from "../handler.ts";
import { decodeBinary } from "../protocol/binary/binary-decoder.ts";
import { protoCodec } from "../protocol/codec.ts";
import type { Endpoint, Endpoints } from "../protocol/endpoint.ts";
import { serve } from "../protocol/serve.ts";
import { iterateInCall } from "../telemetry/current-call.ts";
import { toMessage } from "../to-message.ts";

/** What a call in memory is answered with. */
export interface MemoryAnswer {
  /** One message, or the async iterable of a server stream. */
  readonly opened: Message | AsyncIterable<Message>;
  readonly headers: Readonly<Record<string, string>>;
  /** Complete when the answer is: for a server stream, after its last message. */
  trailers(): Readonly<Record<string, string>>;
}

const peer = { address: "memory" };

/**
 * Calls between services of one process: through the real codec and the whole chain, so that nothing differs from the
 * wire but the socket. Hand it to whoever calls, before the App that serves it has started.
 */
export class MemoryTransport implements Caller {
  #endpoints: Endpoints | undefined;

  /** From now on calls are served by `endpoints`; undefined refuses them. */
  serve(endpoints: Endpoints | undefined): void {
    this.#endpoints = endpoints;
  }

  async unary(method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message> {
    const { opened, headers, trailers } = await this.open(method, request, options);
    options.onHeaders?.(headers);
    options.onTrailers?.(trailers());
    return opened as Message;
  }

  async *stream(
    method: DescMethod,
    request: Message | AsyncIterable<Message>,
    options: CallOptions,
  ): AsyncIterable<Message> {
    const { opened, headers, trailers } = await this.open(method, request, options);
    options.onHeaders?.(headers);
    try {
      if (Symbol.asyncIterator in opened) yield* opened;
      else yield opened;
    } catch (thrown) {
      options.onTrailers?.(trailers());
      throw thrown;
    }
    options.onTrailers?.(trailers());
  }

  /** An rpc of any kind. Rejects with the Fault of a call that failed before its answer was opened. */
  open(method: DescMethod, request: Message | AsyncIterable<Message>, options: CallOptions): Promise<MemoryAnswer> {
    const endpoint = this.#endpoints?.byPath.get(`/${method.parent.typeName}/${method.name}`);
    if (!endpoint) return Promise.reject(this.#toMissing(method));
    return openCall(endpoint, request, options);
  }

  #toMissing(method: DescMethod): Fault {
    const isServing = this.#endpoints !== undefined;
    const name = `${method.parent.typeName}/${method.name}`;
    return isServing
      ? new Fault({ code: "unimplemented", reason: "UNKNOWN_RPC", message: `This process does not serve ${name}.` })
      : new Fault({ code: "unavailable", reason: "DRAINING", message: `${name} is not being served now.` });
  }
}

function openCall(
  endpoint: Endpoint,
  request: Message | AsyncIterable<Message>,
  options: CallOptions,
): Promise<MemoryAnswer> {
  const headers = (options.headers ?? {}) as HeaderMap;
  const call = new Call({ method: endpoint.method, transport: "memory", headers, peer, timeoutMs: options.timeoutMs });
  followSignal(call, options.signal);
  return new Promise((resolve, reject) => {
    serve(endpoint, call, toEncoded(endpoint, request), {
      answer: (opened) => resolve(toAnswer(call, opened)),
      fail(fault) {
        call.end({ code: fault.code, fault });
        const trailers = { ...call.responseTrailers };
        options.onHeaders?.({ ...call.responseHeaders, ...trailers });
        options.onTrailers?.(trailers);
        reject(toForeign(fault));
      },
    });
  });
}

function followSignal(call: Call, signal: AbortSignal | undefined): void {
  if (!signal) return;
  const abort = () =>
    call.abort(new Fault({ code: "cancelled", reason: "CANCELLED", message: "The caller went away." }));
  signal.addEventListener("abort", abort);
  call.onEnd(() => signal.removeEventListener("abort", abort));
  if (signal.aborted) queueMicrotask(abort);
}

/** Each side has its own copy of a message, made by the codec, as it would be over a wire. */
function toEncoded({ method }: Endpoint, request: Message | AsyncIterable<Message>): Encoded {
  if (Symbol.asyncIterator in request) return { decode: () => decodeAll(method.input, request) };
  const bytes = protoCodec.encode(method.input, request);
  return { decode: () => protoCodec.decode(method.input, bytes) };
}

async function* decodeAll(desc: DescMethod["input"], messages: AsyncIterable<Message>): AsyncIterable<Message> {
  for await (const message of messages) yield protoCodec.decode(desc, protoCodec.encode(desc, message));
}

function toAnswer(call: Call, opened: unknown): MemoryAnswer {
  const { kind, output } = call.method;
  const copy = (value: unknown) => decodeBinary(output, protoCodec.encode(output, toMessage(value, output)));
  const answer = { headers: { ...call.responseHeaders }, trailers: () => ({ ...call.responseTrailers }) };
  if (kind === "server_streaming" || kind === "bidi_streaming") {
    return { ...answer, opened: pull(call, opened as Values<unknown>, copy) };
  }
  const message = copy(opened);
  call.end({ code: "ok" });
  return { ...answer, opened: message };
}

/** The caller pulls; a caller that stops early ends the call as `cancelled`. */
async function* pull(call: Call, values: Values<unknown>, copy: (value: unknown) => Message): AsyncIterable<Message> {
  const iterator = iterateInCall(call, values);
  const next = toAbortable(call, iterator);
  try {
    for (let step = await next(); !step.done; step = await next()) yield copy(step.value);
    call.end({ code: "ok" });
  } catch (thrown) {
    const fault = call.toFault(thrown);
    call.end({ code: fault.code, fault });
    throw toForeign(fault);
  } finally {
    const gone = new Fault({ code: "cancelled", reason: "CANCELLED", message: "The caller stopped reading." });
    call.abort(gone);
    call.end({ code: gone.code, fault: gone });
    void iterator.return?.().catch(() => undefined);
  }
}

/** `iterator.next`, but an abort of the call rejects it at once, whatever the handler does. */
function toAbortable<T>(call: Call, iterator: AsyncIterator<T>): () => Promise<IteratorResult<T>> {
  let aborted: Fault | undefined;
  let reject: (fault: Fault) => void = () => undefined;
  call.onAbort = (fault) => {
    aborted = fault;
    reject(fault);
  };
  return () =>
    new Promise((resolve, fail) => {
      reject = fail;
      if (aborted) fail(aborted);
      else iterator.next().then(resolve, fail);
    });
}

/** The Fault as it would arrive over a wire: without its cause, which is for the log of the side that failed. */
function toForeign({ code, reason, message, violations, details, retryAfterMs, httpStatus }: Fault): Fault {
  const init: FaultInit = { code, reason, message, violations, details, httpStatus };
  return new Fault(retryAfterMs === undefined ? init : { ...init, retryAfterMs });
}
