import type { ClientCompatRequest } from "@flotilla/contract/connectrpc/conformance/v1/client_compat";
import { Codec, Compression, HTTPVersion, Protocol } from "@flotilla/contract/connectrpc/conformance/v1/config";
import { type Channel, type ChannelOptions, createChannel } from "../src/client/index.ts";

const protocols = new Map<Protocol, ChannelOptions["protocol"]>([
  [Protocol.CONNECT, "connect"],
  [Protocol.GRPC, "grpc"],
  [Protocol.GRPC_WEB, "grpc-web"],
]);

/** One channel for all calls that ask for the same one. */
export class ChannelCache implements Disposable {
  readonly #engine: "flotilla" | "node";
  readonly #channels = new Map<string, Channel>();

  constructor(engine: "flotilla" | "node") {
    this.#engine = engine;
  }

  open(request: ClientCompatRequest): Channel {
    const options = toOptions(request);
    const key = JSON.stringify(options);
    const known = this.#channels.get(key);
    if (known) return known;
    const channel = createChannel({ ...options, engine: this.#engine });
    this.#channels.set(key, channel);
    return channel;
  }

  [Symbol.dispose](): void {
    for (const channel of this.#channels.values()) channel.close();
  }
}

function toOptions(request: ClientCompatRequest): ChannelOptions {
  const { host, port, serverTlsCert, messageReceiveLimit } = request;
  const isTls = serverTlsCert.length > 0;
  return {
    url: `${isTls ? "https" : "http"}://${host}:${port}`,
    protocol: protocols.get(request.protocol),
    httpVersion: request.httpVersion === HTTPVersion.HTTP_VERSION_1 ? 1 : 2,
    codec: request.codec === Codec.JSON ? "json" : "proto",
    compression: request.compression === Compression.GZIP ? "gzip" : "identity",
    compressMinBytes: 0,
    usesGet: request.useGetHttpMethod,
    tls: isTls ? toTls(request) : undefined,
    maxResponseBytes: messageReceiveLimit || undefined,
  };
}

function toTls({ serverTlsCert, clientTlsCreds }: ClientCompatRequest) {
  const text = (pem: Uint8Array) => Buffer.from(pem).toString();
  const own = clientTlsCreds && { cert: text(clientTlsCreds.cert), key: text(clientTlsCreds.key) };
  return { ca: text(serverTlsCert), ...own };
}
