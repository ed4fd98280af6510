import type { DescService } from "@bufbuild/protobuf";
import { Fault } from "../fault.ts";
import { protoCodec } from "../protocol/codec.ts";
import { Channel, type ChannelDefaults } from "./channel.ts";
import { type Client, createClient } from "./client.ts";
import { grpcClient } from "./grpc/protocol.ts";
import { flotillaHttp2 } from "./wire/flotilla-http2.ts";
import { Http2Wire } from "./wire/http2.ts";
import type { WireTls } from "./wire/wire-options.ts";

/** Where a gRPC client leads. */
export interface GrpcClientOptions extends ChannelDefaults {
  /** `host:port`; an empty host is 127.0.0.1. */
  readonly address: string;
  /** Absent: cleartext HTTP/2. */
  readonly tls?: WireTls | undefined;
}

/**
 * A typed client of a gRPC server over a channel of its own; dispose of it to close the connection. Throws BAD_PARAMETER
 * unless the address is `host:port`.
 *
 * @example
 * using users = createGrpcClient(UserService, { address: "localhost:8000", timeoutMs: 10_000 });
 * const { users: all } = await users.list({});
 */
export function createGrpcClient<S extends DescService>(
  service: S,
  { address, tls, ...defaults }: GrpcClientOptions,
): Client<S> & Disposable {
  const wire = new Http2Wire({ ...parseAddress(address), tls }, flotillaHttp2);
  const channel = new Channel({ ...defaults, protocol: grpcClient, toCodec: () => protoCodec, wire });
  return Object.assign(createClient(service, channel), { [Symbol.dispose]: () => channel.close() });
}

function parseAddress(address: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/[\]\s]*)):(\d{1,5})$/i.exec(address);
  if (match) return { host: match[1] ?? (match[2] || "127.0.0.1"), port: Number(match[3]) };
  const message = `An address should be of the form host:port or :port; it is ${JSON.stringify(address)}.`;
  throw new Fault({ code: "invalid_argument", reason: "BAD_PARAMETER", message });
}
