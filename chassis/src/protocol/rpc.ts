import type { ChassisSettings } from "../config/chassis-fields.ts";
import type { Endpoint, Endpoints } from "./endpoint.ts";

/** The settings that bound what an rpc reads. */
export type ProtocolLimits = Pick<ChassisSettings, "maxBodyBytes" | "bodyTimeoutMs">;

/** An endpoint with all that the rpc protocols need to know of it, worked out once. */
export interface Rpc {
  readonly endpoint: Endpoint;
  /** Most bytes of one message, after decompression too. */
  readonly maxBytes: number;
  /** Longest pause in the request. */
  readonly idleTimeoutMs: number;
  readonly hasRequestStream: boolean;
  readonly hasResponseStream: boolean;
}

/** A conversation may pause as long as both sides like; this is the longest time that a timer can be set to. */
const noIdleTimeoutMs = 2 ** 31 - 1;

/** Every rpc by its path, `/package.Service/Method`. */
export function toRpcs(endpoints: Endpoints, limits: ProtocolLimits): ReadonlyMap<string, Rpc> {
  return new Map(endpoints.all.map((endpoint) => [endpoint.method.path, toRpc(endpoint, limits)]));
}

/** Works out one endpoint. */
export function toRpc(endpoint: Endpoint, { maxBodyBytes, bodyTimeoutMs }: ProtocolLimits): Rpc {
  const { kind, policy } = endpoint.method;
  const isBidi = kind === "bidi_streaming";
  return {
    endpoint,
    maxBytes: policy.maxRequestBytes ?? maxBodyBytes,
    idleTimeoutMs: policy.idleTimeoutMs ?? (isBidi ? noIdleTimeoutMs : bodyTimeoutMs),
    hasRequestStream: isBidi || kind === "client_streaming",
    hasResponseStream: isBidi || kind === "server_streaming",
  };
}
