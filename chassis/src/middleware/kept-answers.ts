import { clone, type Message } from "@bufbuild/protobuf";
import type { Call } from "../call.ts";
import type { Awaitable, Handler } from "../handler.ts";
import { AnswerRecord, giveAnswer, type RecordedAnswer } from "../idempotency/answer-record.ts";
import type { Method } from "../method.ts";
import type { AnswerStore } from "./answer-store.ts";
import { createCacheKey } from "./cache-key.ts";
import type { Flights } from "./flights.ts";

/** What the rpcs of one cache share. */
export interface KeptAnswersOptions {
  readonly store: AnswerStore;
  readonly flights: Flights<RecordedAnswer>;
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
  const run = async (key: string, request: unknown, call: Call): Promise<RecordedAnswer> => {
    const turn = flights.turnOf(group);
    const answer = await openAnswer(next, method, request, call);
    // An answer that was read before a change must not outlive it.
    if (flights.turnOf(group) === turn) await write(options, group, key, answer);
    return answer;
  };
  const serve = (kept: RecordedAnswer | undefined, key: string, request: unknown, call: Call): Awaitable<Message> => {
    count(kept ? "hit" : "miss");
    if (kept) return giveAnswer(kept, call);
    return flights.join(group, key, () => run(key, request, call)).then((answer) => giveAnswer(answer, call));
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
): Awaitable<RecordedAnswer | undefined> {
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

async function write(options: KeptAnswersOptions, group: string, key: string, answer: RecordedAnswer): Promise<void> {
  const { store, ttlMs, count, warn } = options;
  try {
    await store.set(group, key, answer, ttlMs);
  } catch (err) {
    count("error");
    warn(err, "an answer cannot be kept");
  }
}

/** Runs the handler, and takes down its answer. The copy is safe from a handler that goes on changing it. */
async function openAnswer(next: Handler, method: Method, request: unknown, call: Call): Promise<RecordedAnswer> {
  const record = new AnswerRecord(call);
  return record.take(clone(method.output, (await next(request, call)) as Message));
}
