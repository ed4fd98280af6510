import type { DescMethod, DescMethodUnary, DescService, Message } from "@bufbuild/protobuf";
import { type Clock, systemClock } from "../clock.ts";
import type { Codec } from "../protocol/codec.ts";
import type { Caller, CallOptions } from "./client.ts";
import type { ClientProtocol } from "./client-protocol.ts";
import { OutgoingCall } from "./outgoing-call.ts";
import type { SentHeaders, Wire, WireState } from "./wire/wire.ts";

/** What a channel does with every call. */
export interface ChannelDefaults {
  /** Longest a call may take when it does not say so itself. Default: no bound. */
  readonly timeoutMs?: number | undefined;
  /** Sent with every call. */
  readonly headers?: SentHeaders | undefined;
  /** Most bytes of one message of an answer, after decompression too. Default 64 MiB. */
  readonly maxResponseBytes?: number | undefined;
  /** Compresses requests. Default `identity`: not. Compressed answers are read in any case. */
  readonly compression?: "identity" | "gzip" | undefined;
  /** Requests smaller than this are sent as they are. Default 1024. */
  readonly compressMinBytes?: number | undefined;
  /** Default: the machine's own. */
  readonly clock?: Clock | undefined;
}

/** What a channel is made from. */
export interface ChannelInit extends ChannelDefaults {
  readonly protocol: ClientProtocol;
  readonly wire: Wire;
  /** How the messages of a service are written. */
  readonly toCodec: (service: DescService) => Codec;
  /** Stands before the path of every rpc: empty, or such as `/api`. */
  readonly pathPrefix?: string | undefined;
}

const defaultMaxResponseBytes = 64 * 1024 * 1024;
const defaultCompressMinBytes = 1024;

/**
 * Calls over one wire in one protocol. It connects with the first call, again whenever the connection was lost, and does
 * not keep the process alive while it is idle.
 */
export class Channel implements Caller, Disposable {
  readonly #init: ChannelInit;

  constructor(init: ChannelInit) {
    this.#init = init;
  }

  async unary(method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message> {
    const call = this.#begin(method, options);
    try {
      return await this.#init.protocol.unary(call, this.#init.wire, request);
    } catch (thrown) {
      throw call.toFault(thrown);
    } finally {
      call.close();
    }
  }

  async *stream(
    method: DescMethod,
    request: Message | AsyncIterable<Message>,
    options: CallOptions,
  ): AsyncIterable<Message> {
    const call = this.#begin(method, options);
    try {
      yield* this.#init.protocol.stream(call, this.#init.wire, request);
    } catch (thrown) {
      throw call.toFault(thrown);
    } finally {
      call.close();
    }
  }

  /** Whether the peer can be reached, as far as it is known without asking. */
  get state(): WireState {
    return this.#init.wire.state;
  }

  /** Why the peer could not be reached the last time; undefined once it was. */
  get failure(): string | undefined {
    return this.#init.wire.failure;
  }

  /** Looks for the peer before there is a call, unless it is to be left alone for the moment. */
  connect(): void {
    this.#init.wire.connect();
  }

  /** Closes the connection at once; calls in flight fail with `unavailable`. */
  close(): void {
    this.#init.wire.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #begin(method: DescMethod, options: CallOptions): OutgoingCall {
    const { headers, timeoutMs, compression, clock = systemClock, pathPrefix = "", ...init } = this.#init;
    return new OutgoingCall({
      method,
      pathPrefix,
      clock,
      codec: init.toCodec(method.parent),
      compressMinBytes:
        compression === "gzip" ? (init.compressMinBytes ?? defaultCompressMinBytes) : Number.POSITIVE_INFINITY,
      maxResponseBytes: init.maxResponseBytes ?? defaultMaxResponseBytes,
      options: {
        ...options,
        timeoutMs: options.timeoutMs ?? timeoutMs,
        headers: headers ? { ...headers, ...options.headers } : options.headers,
      },
    });
  }
}
