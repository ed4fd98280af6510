import { clone, type Message } from "@bufbuild/protobuf";
import type { Call } from "../call.ts";
import type { Awaitable, Handler } from "../handler.ts";
import type { Method } from "../method.ts";
import { createCacheKey } from "./cache-key.ts";
import type { CachedAnswer, CacheStore } from "./cache-store.ts";
import type { Flights } from "./flights.ts";

/** What the rpcs of one cache share. */
export interface KeptAnswersOptions {
  readonly store: CacheStore;
  readonly flights: Flights<CachedAnswer>;
  readonly ttlMs: number;
  /** Request fields that make the key; none: all. */
  readonly key: readonly string[];
  count(result: "hit" | "miss" | "error"): void;
  warn(err: unknown, message: string): void;
}

/** Wraps the handler of a unary rpc so that its answers are kept in the store. */
export function keepAnswers(next: Handler, method: Method, options: KeptAnswersOptions): Handler {
  const { flights, count } = options;
  const group = method.path;
  const toKey = createCacheKey(method.input, options.key);
  const run = async (key: string, request: unknown, call: Call): Promise<CachedAnswer> => {
    const turn = flights.turnOf(group);
    const answer = await openAnswer(next, method, request, call);
    // An answer that was read before a change must not outlive it.
    if (flights.turnOf(group) === turn) await write(options, group, key, answer);
    return answer;
  };
  const serve = (kept: CachedAnswer | undefined, key: string, request: unknown, call: Call): Awaitable<Message> => {
    count(kept ? "hit" : "miss");
    if (kept) return give(kept, call);
    return flights.join(group, key, () => run(key, request, call)).then((answer) => give(answer, call));
  };
  return function cache(request, call) {
    const key = `${call.identity ?? ""}\n${toKey(request as Message)}`;
    const kept = read(options, group, key);
    return kept instanceof Promise
      ? kept.then((found) => serve(found, key, request, call))
      : serve(kept, key, request, call);
  };
}

/** A store that fails is a store that knows nothing. */
function read(
  { store, count, warn }: KeptAnswersOptions,
  group: string,
  key: string,
): Awaitable<CachedAnswer | undefined> {
  const fail = (err: unknown) => {
    count("error");
    warn(err, "kept answers cannot be read");
    return undefined;
  };
  try {
    const kept = store.get(group, key);
    return kept instanceof Promise ? kept.catch(fail) : kept;
  } catch (err) {
    return fail(err);
  }
}

async function write(options: KeptAnswersOptions, group: string, key: string, answer: CachedAnswer): Promise<void> {
  const { store, ttlMs, count, warn } = options;
  try {
    await store.set(group, key, answer, ttlMs);
  } catch (err) {
    count("error");
    warn(err, "an answer cannot be kept");
  }
}

/** Runs the handler, and takes down what it said beside the message. The copy is safe from a handler that goes on. */
async function openAnswer(next: Handler, method: Method, request: unknown, call: Call): Promise<CachedAnswer> {
  const before = new Set(Object.keys(call.responseHeaders ?? {}));
  const message = clone(method.output, (await next(request, call)) as Message);
  const headers = Object.entries(call.responseHeaders ?? {}).filter(([name]) => !before.has(name));
  const { httpStatus, reason } = call;
  return { message, headers: headers.length > 0 ? Object.fromEntries(headers) : undefined, httpStatus, reason };
}

function give({ message, headers, httpStatus, reason }: CachedAnswer, call: Call): Message {
  for (const name in headers) call.setHeader(name, headers[name]!);
  call.httpStatus = httpStatus;
  call.reason = reason;
  return message;
}
