export { Fault, type FaultCode } from "../fault.ts";
export { decodeBinaryHeader, encodeBinaryHeader } from "../protocol/binary-header.ts";
export { Channel, type ChannelDefaults } from "./channel.ts";
export { type Caller, type CallOptions, type Client, createClient } from "./client.ts";
export { type ChannelOptions, createChannel } from "./create-channel.ts";
export { createGrpcClient, type GrpcClientOptions } from "./grpc-channel.ts";
export { toGrpcCodeName } from "./grpc-code-name.ts";
export { WireError } from "./wire/wire-error.ts";
export type { KeepAlive, WireTls } from "./wire/wire-options.ts";
