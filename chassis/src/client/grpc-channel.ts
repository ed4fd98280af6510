import { type ClientHttp2Session, connect } from "node:http2";
import type { DescMethodUnary, DescService, Message } from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";
import { type Caller, type CallOptions, type Client, createClient } from "./client.ts";
import { GrpcCall } from "./grpc-call.ts";

/** How a channel trusts its peer. */
export interface GrpcTls {
  /** Roots in PEM, in place of the system's. */
  readonly ca?: string | Uint8Array | undefined;
  /** Name the certificate must have. Default: the host of the address. */
  readonly servername?: string | undefined;
  /** Accepts any certificate. */
  readonly isInsecure?: boolean | undefined;
  /** Our own certificate and key in PEM, for a peer that asks for one. */
  readonly cert?: string | Uint8Array | undefined;
  readonly key?: string | Uint8Array | undefined;
}

/** Where a channel leads. */
export interface GrpcChannelOptions {
  /** `host:port`; an empty host is 127.0.0.1. */
  readonly address: string;
  /** Absent: cleartext HTTP/2. */
  readonly tls?: GrpcTls | undefined;
  /** Longest a call may take when it does not say so itself. Default: no bound. */
  readonly timeoutMs?: number | undefined;
  /** Sent with every call. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Most bytes of an answer. Default 64 MiB. */
  readonly maxResponseBytes?: number | undefined;
}

const defaultMaxResponseBytes = 64 * 1024 * 1024;

/**
 * Unary gRPC calls over one HTTP/2 connection, opened by the first call and opened again when it was lost. An idle
 * channel does not keep the process alive.
 */
export class GrpcChannel implements Caller, Disposable {
  readonly #options: GrpcChannelOptions;
  readonly #url: string;
  #session: ClientHttp2Session | undefined;
  #calls = 0;

  /** Throws `invalid_argument` unless the address is `host:port`. */
  constructor(options: GrpcChannelOptions) {
    this.#options = options;
    this.#url = toUrl(options);
  }

  async unary(method: DescMethodUnary, request: Message, options: CallOptions): Promise<Message> {
    const session = this.#open();
    if (this.#calls++ === 0) session.ref();
    try {
      return await new GrpcCall(session, method, {
        address: this.#options.address,
        headers: { ...this.#options.headers, ...options.headers },
        timeoutMs: options.timeoutMs ?? this.#options.timeoutMs,
        maxResponseBytes: this.#options.maxResponseBytes ?? defaultMaxResponseBytes,
        signal: options.signal,
      }).send(request);
    } finally {
      if (--this.#calls === 0) session.unref();
    }
  }

  /** Closes the connection at once; calls in flight fail with `unavailable`. */
  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #open(): ClientHttp2Session {
    if (this.#session && !this.#session.closed && !this.#session.destroyed) return this.#session;
    const session = connect(this.#url, toTlsOptions(this.#options.tls));
    const forget = () => {
      if (this.#session === session) this.#session = undefined;
    };
    // Every call in flight fails with the same error, so nothing is lost by not reporting it here.
    session.on("error", forget).on("close", forget).on("goaway", forget);
    this.#session = session;
    return session;
  }
}

/**
 * A typed client over a channel of its own; dispose of it to close the connection.
 *
 * @example
 * using users = createGrpcClient(UserService, { address: "localhost:8000", timeoutMs: 10_000 });
 * const { users: all } = await users.list({});
 */
export function createGrpcClient<S extends DescService>(
  service: S,
  options: GrpcChannelOptions,
): Client<S> & Disposable {
  const channel = new GrpcChannel(options);
  return Object.assign(createClient(service, channel), { [Symbol.dispose]: () => channel.close() });
}

function toTlsOptions(tls: GrpcTls | undefined) {
  if (!tls) return {};
  const { ca, servername, isInsecure = false, cert, key } = tls;
  const given = Object.entries({ ca, servername, cert, key }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(given), rejectUnauthorized: !isInsecure };
}

function toUrl({ address, tls }: GrpcChannelOptions): string {
  const match = /^(\[[0-9a-f:.]+\]|[^:/[\]\s]*):(\d{1,5})$/i.exec(address);
  if (!match) {
    const message = `An address should be of the form host:port or :port; it is ${JSON.stringify(address)}.`;
    throw new Fault({ code: "invalid_argument", reason: "BAD_PARAMETER", message });
  }
  return `${tls ? "https" : "http"}://${match[1] || "127.0.0.1"}:${match[2]}`;
}
