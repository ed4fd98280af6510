import { type DescMethod, getOption } from "@bufbuild/protobuf";
import type { Duration } from "@bufbuild/protobuf/wkt";
import { method as methodOption } from "@flotilla/contract/flotilla/v1/options";

/** What the contract's `flotilla.v1.method` option says of one rpc, with durations in milliseconds. */
export interface Policy {
  readonly deadlineMs: number | undefined;
  readonly maxRequestBytes: number | undefined;
  readonly idleTimeoutMs: number | undefined;
  readonly maxMessages: number | undefined;
  readonly rate: { readonly perSecond: number; readonly burst: number } | undefined;
  readonly cache: { readonly ttlMs: number; readonly key: readonly string[] } | undefined;
  /** Rpc names of the same service whose cached answers a success of this rpc makes stale. */
  readonly invalidates: readonly string[];
  readonly isPublic: boolean;
  readonly scopes: readonly string[];
  /** An operations endpoint: no key, never shed, limited or logged at info. */
  readonly isOps: boolean;
  /** HTTP status of a successful REST answer. */
  readonly httpStatus: number;
  /** Response field that REST serves as text/plain unless JSON is asked for. */
  readonly textField: string | undefined;
}

/** The policy of an rpc that says nothing. */
export const noPolicy: Policy = {
  deadlineMs: undefined,
  maxRequestBytes: undefined,
  idleTimeoutMs: undefined,
  maxMessages: undefined,
  rate: undefined,
  cache: undefined,
  invalidates: [],
  isPublic: false,
  scopes: [],
  isOps: false,
  httpStatus: 200,
  textField: undefined,
};

/** Reads the policy from an rpc's options; what is absent falls back to {@link noPolicy}. */
export function readPolicy(desc: DescMethod): Policy {
  const said = getOption(desc, methodOption);
  const rate = said.limits?.rate;
  return {
    deadlineMs: toMs(said.deadline),
    maxRequestBytes: said.limits?.maxRequestBytes ? Number(said.limits.maxRequestBytes) : undefined,
    idleTimeoutMs: toMs(said.limits?.idleTimeout),
    maxMessages: said.limits?.maxMessages ? Number(said.limits.maxMessages) : undefined,
    rate: rate && { perSecond: rate.perSecond, burst: rate.burst || Math.max(1, Math.ceil(rate.perSecond)) },
    cache: said.cache && { ttlMs: toMs(said.cache.ttl) ?? 0, key: said.cache.key },
    invalidates: said.invalidates,
    isPublic: said.auth?.public ?? false,
    scopes: said.auth?.scopes ?? [],
    isOps: said.ops || desc.parent.typeName === "grpc.health.v1.Health",
    httpStatus: said.httpStatus || noPolicy.httpStatus,
    textField: said.textField || undefined,
  };
}

function toMs(duration: Duration | undefined): number | undefined {
  return duration && Number(duration.seconds) * 1000 + duration.nanos / 1e6;
}
