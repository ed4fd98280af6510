import { type DescMethod, getOption } from "@bufbuild/protobuf";
import { type Duration, MethodOptions_IdempotencyLevel } from "@bufbuild/protobuf/wkt";
import {
  type Cache,
  method as methodOption,
  type Retry,
  type Subscription,
  service as serviceOption,
} from "@flotilla/contract/flotilla/v1/options";
import type { FaultCode } from "./fault.ts";

/** What the contract's `flotilla.v1.method` option says of one rpc, with durations in milliseconds. */
export interface Policy {
  readonly deadlineMs: number | undefined;
  readonly maxRequestBytes: number | undefined;
  readonly idleTimeoutMs: number | undefined;
  readonly maxMessages: number | undefined;
  readonly rate: { readonly perSecond: number; readonly burst: number } | undefined;
  readonly cache: CachePolicy | undefined;
  /** Names of caches, such as `students.{id}`, or rpc names of the same service, whose answers this rpc makes stale. */
  readonly invalidates: readonly string[];
  readonly isPublic: boolean;
  readonly scopes: readonly string[];
  /** URI names of client certificates that may call, as patterns; empty: any that is trusted. */
  readonly identities: readonly string[];
  readonly retry: RetryPolicy;
  /** An operations endpoint: no key, never shed, limited or logged at info. */
  readonly isOps: boolean;
  /** HTTP status of a successful REST answer. */
  readonly httpStatus: number;
  /** Response field that REST serves as text/plain unless JSON is asked for. */
  readonly textField: string | undefined;
  /** REST ignores query parameters that it does not know. */
  readonly ignoresUnknownQuery: boolean;
  /** Answers carry the entity tag of a record. */
  readonly hasEtag: boolean;
  /** The rpc changes a record under the condition of `if-match`. */
  readonly takesIfMatch: boolean;
  /** Path of the record that the rpc made, with fields of the response in braces. */
  readonly location: string | undefined;
  /** The messages that call the rpc; undefined: callers do. */
  readonly subscription: SubscriptionPolicy | undefined;
  /** How REST writes and reads the JSON of the rpc's service. */
  readonly json: JsonPolicy;
}

/** Where REST's JSON departs from protobuf's, for contracts that are older than ours. */
export interface JsonPolicy {
  /** Fields are written under their proto names. */
  readonly isSnakeCase: boolean;
  /** Empty fields of messages inside the answer are left out. */
  readonly omitsEmpty: boolean;
  /** Unknown fields of a body are ignored. */
  readonly ignoresUnknown: boolean;
}

/** How answers are kept. */
export interface CachePolicy {
  readonly ttlMs: number;
  readonly key: readonly string[];
  /** Name of the entry in the shared cache, such as `students.{id}`; undefined: kept in the process. */
  readonly name: string | undefined;
  /** How long `not_found` is remembered; 0: not at all. */
  readonly negativeTtlMs: number;
  /** How long past its time an answer may be given while the handler is `unavailable`; 0: never. */
  readonly staleIfErrorMs: number;
}

/** A durable consumer of a queue. */
export interface SubscriptionPolicy {
  readonly subject: string;
  readonly durable: string;
  /** Failures in one process until the message becomes a dead letter; an outage makes none. */
  readonly maxDeliver: number;
  /** Pauses before the second delivery, the third, and so on; the last one holds for all that follow. */
  readonly backoffMs: readonly number[];
  readonly ackWaitMs: number;
  /** Local name of the request field by which order is kept. */
  readonly orderedBy: string | undefined;
}

/** When a client makes a failed call of an rpc again (gRPC proposal A6). */
export interface RetryPolicy {
  /** The first attempt counts. */
  readonly maxAttempts: number;
  readonly initialBackoffMs: number;
  readonly maxBackoffMs: number;
  /** Codes worth another try; undefined: `unavailable`, and `resource_exhausted` or `aborted` when the server says when. */
  readonly codes: readonly FaultCode[] | undefined;
  /** The contract's idempotency_level says that doing it twice does no harm. */
  readonly isIdempotent: boolean;
  /** A call with an `idempotency-key` does no harm when it is made twice. */
  readonly isKeyed: boolean;
}

const defaultRetry: RetryPolicy = {
  maxAttempts: 4,
  initialBackoffMs: 100,
  maxBackoffMs: 1000,
  codes: undefined,
  isIdempotent: false,
  isKeyed: false,
};

/** Protobuf's own JSON, with the fields that have their default value. */
export const plainJson: JsonPolicy = { isSnakeCase: false, omitsEmpty: false, ignoresUnknown: false };

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
  identities: [],
  retry: defaultRetry,
  isOps: false,
  httpStatus: 200,
  textField: undefined,
  ignoresUnknownQuery: false,
  hasEtag: false,
  takesIfMatch: false,
  location: undefined,
  subscription: undefined,
  json: plainJson,
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
    cache: said.cache && readCache(said.cache),
    invalidates: said.invalidates,
    isPublic: said.auth?.public ?? false,
    scopes: said.auth?.scopes ?? [],
    identities: said.auth?.identities ?? [],
    retry: readRetry(desc, said.retry),
    isOps: said.ops || desc.parent.typeName === "grpc.health.v1.Health",
    httpStatus: said.httpStatus || noPolicy.httpStatus,
    textField: said.textField || undefined,
    ignoresUnknownQuery: said.ignoreUnknownQuery,
    hasEtag: said.etag,
    takesIfMatch: said.ifMatch,
    location: said.location || undefined,
    subscription: said.subscription && readSubscription(desc, said.subscription),
    json: readJson(desc),
  };
}

function readJson({ parent }: DescMethod): JsonPolicy {
  const said = getOption(parent, serviceOption).json;
  if (!said) return plainJson;
  return { isSnakeCase: said.snakeCase, omitsEmpty: said.omitEmpty, ignoresUnknown: said.ignoreUnknown };
}

function readCache({ ttl, key, name, negativeTtl, staleIfError }: Cache): CachePolicy {
  return {
    ttlMs: toMs(ttl) ?? 0,
    key,
    name: name || undefined,
    negativeTtlMs: toMs(negativeTtl) ?? 0,
    staleIfErrorMs: toMs(staleIfError) ?? 0,
  };
}

const defaultBackoffMs = [100, 1000, 5000, 30_000];

function readSubscription(desc: DescMethod, said: Subscription): SubscriptionPolicy {
  const ordered = desc.input.fields.find((field) => field.name === said.orderedBy);
  if (said.orderedBy && !ordered) throw new Error(`${desc.input.typeName} has no field ${said.orderedBy}`);
  return {
    subject: said.subject,
    durable: said.durable,
    maxDeliver: said.maxDeliver || 10,
    backoffMs: said.backoff.length > 0 ? said.backoff.map((pause) => toMs(pause)!) : defaultBackoffMs,
    ackWaitMs: toMs(said.ackWait) ?? 30_000,
    orderedBy: ordered?.localName,
  };
}

/** Proposal A6 bounds the attempts. */
const mostAttempts = 5;

function readRetry({ idempotency }: DescMethod, said: Retry | undefined): RetryPolicy {
  return {
    maxAttempts: Math.min(said?.maxAttempts || defaultRetry.maxAttempts, mostAttempts),
    initialBackoffMs: toMs(said?.initialBackoff) ?? defaultRetry.initialBackoffMs,
    maxBackoffMs: toMs(said?.maxBackoff) ?? defaultRetry.maxBackoffMs,
    codes: said && said.codes.length > 0 ? (said.codes as FaultCode[]) : undefined,
    isIdempotent: idempotency !== MethodOptions_IdempotencyLevel.IDEMPOTENCY_UNKNOWN,
    isKeyed: said?.keyed ?? false,
  };
}

function toMs(duration: Duration | undefined): number | undefined {
  return duration && Number(duration.seconds) * 1000 + duration.nanos / 1e6;
}
