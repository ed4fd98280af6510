import type { DescService } from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";
import { type Codec, createJsonCodec, protoCodec } from "../protocol/codec.ts";
import { createTypeRegistry } from "../protocol/type-registry.ts";
import { Channel, type ChannelDefaults } from "./channel.ts";
import type { ClientProtocol } from "./client-protocol.ts";
import { createConnectClient } from "./connect/protocol.ts";
import { grpcClient } from "./grpc/protocol.ts";
import { createGrpcWebClient } from "./grpc-web/protocol.ts";
import { TextWire } from "./grpc-web/text-wire.ts";
import { type CreateWireOptions, createWire } from "./wire/create-wire.ts";
import type { WireOptions } from "./wire/wire-options.ts";

/** Where a channel leads, and what it speaks there. */
export interface ChannelOptions extends ChannelDefaults, Omit<CreateWireOptions, "host" | "port" | "tls"> {
  /** `http://host:port` or `https://host:port`; a path in it stands before the path of every rpc. */
  readonly url: string;
  /** Default `grpc`. */
  readonly protocol?: "grpc" | "grpc-web" | "grpc-web-text" | "connect" | undefined;
  /** Default `proto`. */
  readonly codec?: "proto" | "json" | undefined;
  /** Connect: sends unary rpcs without side effects by GET, so that caches can answer them. Default false. */
  readonly usesGet?: boolean | undefined;
  /** How to trust an https peer, see {@link WireOptions.tls}. Default: the system's roots. */
  readonly tls?: WireOptions["tls"];
}

/**
 * Calls to one peer: in any rpc protocol, over HTTP/1.1 or HTTP/2, with or without TLS. Throws BAD_PARAMETER for a URL
 * that is none and for gRPC over HTTP/1.1.
 *
 * @example
 * using channel = createChannel({ url: "https://users.example.org", protocol: "connect", timeoutMs: 2000 });
 * const users = createClient(UserService, channel);
 */
export function createChannel({ url, protocol = "grpc", ...options }: ChannelOptions): Channel {
  const { host, port, pathPrefix, isTls } = parseUrl(url);
  const { httpVersion, tls, codec, usesGet = false } = options;
  if (protocol === "grpc" && httpVersion === 1) throw badParameter("gRPC needs HTTP/2; it cannot speak HTTP/1.1.");
  const wire = createWire({ ...options, host, port, tls: isTls ? (tls ?? {}) : undefined });
  return new Channel({
    ...options,
    protocol: toProtocol(protocol, usesGet),
    toCodec: codec === "json" ? createJsonCodecs() : () => protoCodec,
    pathPrefix,
    wire: protocol === "grpc-web-text" ? new TextWire(wire) : wire,
  });
}

function toProtocol(name: NonNullable<ChannelOptions["protocol"]>, usesGet: boolean): ClientProtocol {
  if (name === "grpc") return grpcClient;
  if (name === "connect") return createConnectClient(usesGet);
  return createGrpcWebClient(`application/${name}`);
}

/** One codec a service: each knows the types that its contract speaks of. */
function createJsonCodecs(): (service: DescService) => Codec {
  const codecs = new Map<DescService, Codec>();
  return (service) => {
    const known = codecs.get(service);
    if (known) return known;
    const codec = createJsonCodec(createTypeRegistry([service]));
    codecs.set(service, codec);
    return codec;
  };
}

function parseUrl(url: string) {
  const parsed = URL.parse(url);
  const isTls = parsed?.protocol === "https:";
  if (!parsed || !(isTls || parsed.protocol === "http:") || parsed.search || parsed.hash || parsed.username) {
    throw badParameter(
      `A channel's url should be http://host:port or https://host:port; it is ${JSON.stringify(url)}.`,
    );
  }
  const { hostname, pathname } = parsed;
  const port = Number(parsed.port) || (isTls ? 443 : 80);
  return { host: hostname.replace(/^\[|\]$/g, ""), port, pathPrefix: pathname.replace(/\/+$/, ""), isTls };
}

function badParameter(message: string): Fault {
  return new Fault({ code: "invalid_argument", reason: "BAD_PARAMETER", message });
}
