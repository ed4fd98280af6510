import type { Message } from "@bufbuild/protobuf";
import type { Registry } from "@prometheus-io/client";
import type { Cache } from "../cache/cache.ts";
import type { Call } from "../call.ts";
import type { Clock } from "../clock.ts";
import type { Handler, Middleware } from "../handler.ts";
import type { RecordedAnswer } from "../idempotency/answer-record.ts";
import type { Method } from "../method.ts";
import { createCacheCounter } from "../telemetry/cache-counter.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { AnswerStore } from "./answer-store.ts";
import { createNamer, parseCacheName, toNames } from "./cache-name.ts";
import { Flights } from "./flights.ts";
import { keepAnswers } from "./kept-answers.ts";
import { LastAnswers } from "./last-answers.ts";
import { makeStale } from "./make-stale.ts";
import { keepNamedAnswers } from "./named-answers.ts";
import { NamedFlights } from "./named-flights.ts";
import { remindToTouch } from "./remind-to-touch.ts";

/** What {@link cache} works with. */
export interface CacheOptions {
  /** Keeps the answers that have no name. */
  readonly store: AnswerStore;
  /** Keeps the answers of a service that have a name, by the service's full name. */
  cacheOf(service: string): Cache;
  readonly metrics: Registry;
  readonly log: Logger;
  readonly clock: Clock;
}

/**
 * Keeps the answers of unary rpcs that the contract declares a cache for, and forgets them when an rpc that makes them
 * stale has its effect. With a name they are shared by all callers and all processes of the service; without one they are
 * kept in this process, apart by the chosen request fields and the caller's identity. Requests for the same answer at the
 * same time share one run of the handler. Of Faults only `not_found` may be kept; a cache that fails is passed by. Nobody
 * changes a kept answer any more: whoever reads it must not either.
 *
 * @example
 * let runs = 0;
 * const cached = newMethod({ cache: { ttlMs: 1000, key: [] } });
 * const stores = { store: new MemoryAnswers(), cacheOf: () => new MemoryCache() };
 * const options = { ...stores, metrics: registry, log: telemetry.log, clock: systemClock };
 * const handler = compose([cache(options)], () => create(cached.output, { message: `Hello ${++runs}` }), cached);
 * await handler(create(cached.input), newCall(cached));
 * assert.equal((await handler(create(cached.input), newCall(cached))).message, "Hello 1");
 */
export function cache(options: CacheOptions): Middleware {
  const shared: Shared = {
    ...options,
    flights: new Flights<RecordedAnswer>(),
    namedFlights: new NamedFlights<RecordedAnswer>(options.clock),
    last: new LastAnswers(options.clock),
  };
  return (next, method) => forgetAnswers(keepAnswersOf(next, method, shared), method, shared);
}

/** What all rpcs of a process share. */
interface Shared extends CacheOptions {
  readonly flights: Flights<RecordedAnswer>;
  readonly namedFlights: NamedFlights<RecordedAnswer>;
  readonly last: LastAnswers;
}

function keepAnswersOf(next: Handler, method: Method, shared: Shared): Handler {
  const { cache: policy } = method.policy;
  if (policy === undefined || policy.ttlMs <= 0 || method.kind !== "unary") return next;
  const count = createCacheCounter(shared.metrics).of(policy.name ?? method.path.slice(1));
  if (policy.name === undefined) {
    const { store, flights } = shared;
    return keepAnswers(next, method, { store, flights, count, warn: warnOf(method, shared), ...policy });
  }
  const { namedFlights: flights, cacheOf, clock } = shared;
  const last = policy.staleIfErrorMs > 0 ? shared.last : undefined;
  const toName = createNamer(parseCacheName(policy.name), method.input);
  const cache = cacheOf(method.service);
  return keepNamedAnswers(next, method, { cache, flights, last, policy, clock, count, toName });
}

function forgetAnswers(next: Handler, method: Method, shared: Shared): Handler {
  if (method.policy.invalidates.length === 0) return next;
  const { store, flights, namedFlights, last, cacheOf, clock } = shared;
  const { groups, names } = splitInvalidates(method);
  const cache = cacheOf(method.service);
  const warn = warnOf(method, shared);
  const clear = async (group: string) => {
    flights.turn(group);
    await store.clear(group);
  };
  const forget = async (request: unknown, call: Call) => {
    const stale = names.flatMap((name) => toNames(name, method.input, request as Message, call.touched));
    namedFlights.leave(stale);
    last.forget(stale);
    await Promise.all([...groups.map(clear), stale.length > 0 && cache.forget(stale)]).catch((err) => {
      warn(err, "kept answers cannot be forgotten");
    });
  };
  return makeStale(remindToTouch(next, method, names, shared.log), { forget, clock });
}

/** Rpcs of the same service, whose answers have no names, and names. */
function splitInvalidates({ path, service, desc, policy }: Method) {
  const isRpc = (name: string) => desc?.parent.methods.some((other) => other.name === name);
  const groups = policy.invalidates.filter(isRpc).map((name) => `/${service}/${name}`);
  const others = policy.invalidates.filter((name) => !isRpc(name));
  try {
    return { groups, names: others.map(parseCacheName) };
  } catch (cause) {
    throw new Error(`${path} invalidates what is no rpc of its service: ${(cause as Error).message}`, { cause });
  }
}

function warnOf({ path: rpc }: Method, { log }: Shared) {
  return (err: unknown, message: string) => log.warn({ err, rpc }, message);
}
