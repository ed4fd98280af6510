export { Fault, type FaultCode } from "../fault.ts";
export { type Caller, type CallOptions, type Client, createClient } from "./client.ts";
export { createGrpcClient, GrpcChannel, type GrpcChannelOptions, type GrpcTls } from "./grpc-channel.ts";
export { toGrpcCodeName } from "./grpc-code-name.ts";
