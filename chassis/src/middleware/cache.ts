import type { Registry } from "@prometheus-io/client";
import type { Handler, Middleware } from "../handler.ts";
import type { Method } from "../method.ts";
import { createCacheCounter } from "../telemetry/cache-counter.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { CachedAnswer, CacheStore } from "./cache-store.ts";
import { Flights } from "./flights.ts";
import { keepAnswers } from "./kept-answers.ts";

/** What {@link cache} works with. */
export interface CacheOptions {
  readonly store: CacheStore;
  readonly metrics: Registry;
  readonly log: Logger;
}

/**
 * Keeps the answers of unary rpcs that the contract declares a cache for, apart by the chosen request fields and the
 * caller's identity, and forgets them when an rpc that invalidates them succeeds. Requests for the same answer at the
 * same time share one run of the handler. Faults are never kept; a store that fails is passed by. A kept answer is a copy
 * that nobody changes any more: whoever reads it must not either.
 *
 * @example
 * let runs = 0;
 * const cached = newMethod({ cache: { ttlMs: 1000, key: [] } });
 * const options = { store: new MemoryCache(), metrics: registry, log: telemetry.log };
 * const handler = compose([cache(options)], () => create(cached.output, { message: `Hello ${++runs}` }), cached);
 * await handler(create(cached.input), newCall(cached));
 * assert.equal((await handler(create(cached.input), newCall(cached))).message, "Hello 1");
 */
export function cache({ store, metrics, log }: CacheOptions): Middleware {
  const counter = createCacheCounter(metrics);
  const flights = new Flights<CachedAnswer>();
  return (next, method) => {
    const { cache: policy } = method.policy;
    const warn = (err: unknown, message: string) => log.warn({ err, rpc: method.path }, message);
    const isKept = policy !== undefined && policy.ttlMs > 0 && method.kind === "unary";
    const count = (result: string) => counter.inc({ cache: method.path.slice(1), result });
    const answer = isKept ? keepAnswers(next, method, { store, flights, count, warn, ...policy }) : next;
    const clear = async (group: string) => {
      flights.turn(group);
      await store.clear(group);
    };
    return forgetAnswers(answer, method, { clear, warn });
  };
}

interface Forgetting {
  clear(group: string): Promise<void>;
  warn(err: unknown, message: string): void;
}

/** After a success of this rpc, what the contract says is stale is gone before the caller hears of the success. */
function forgetAnswers(next: Handler, method: Method, { clear, warn }: Forgetting): Handler {
  const groups = method.policy.invalidates.map((name) => toGroup(method, name));
  if (groups.length === 0) return next;
  return async function cache(request, call) {
    const opened = await next(request, call);
    await Promise.all(groups.map(clear)).catch((err) => warn(err, "kept answers cannot be forgotten"));
    return opened;
  };
}

function toGroup({ path, service, desc }: Method, name: string): string {
  if (desc?.parent.methods.some((other) => other.name === name)) return `/${service}/${name}`;
  throw new Error(`${path} invalidates ${name}, which is no rpc of its service`);
}
