import type { Message } from "@bufbuild/protobuf";
import type { Cache, CacheEntry, Found, Lease } from "../cache/cache.ts";
import type { Call } from "../call.ts";
import type { Clock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { Awaitable, Handler } from "../handler.ts";
import {
  AnswerRecord,
  giveAnswer,
  type RecordedAnswer,
  readAnswer,
  writeAnswer,
} from "../idempotency/answer-record.ts";
import type { Method } from "../method.ts";
import type { CachePolicy } from "../policy.ts";
import type { LastAnswers } from "./last-answers.ts";
import type { NamedFlights } from "./named-flights.ts";

/** What the answers of one rpc are kept with. */
export interface NamedAnswersOptions {
  readonly cache: Cache;
  readonly flights: NamedFlights<RecordedAnswer>;
  /** Absent: none is given past its time. */
  readonly last: LastAnswers | undefined;
  readonly policy: CachePolicy;
  readonly clock: Clock;
  count(result: "hit" | "near_hit" | "miss" | "negative" | "stale" | "error"): void;
  /** Undefined: the request asks for more than the name says, and its answer is not kept. */
  toName(request: Message): string | undefined;
}

/**
 * Wraps the handler of a unary rpc so that its answers are kept under names that all processes of the service share. An
 * answer is the same for all who may call; `not_found` is kept for as long as the policy says.
 */
export function keepNamedAnswers(next: Handler, method: Method, options: NamedAnswersOptions): Handler {
  const { cache: kept, toName } = options;
  const serve = (found: Found, name: string, request: unknown, call: Call): Awaitable<Message> => {
    const opened = "entry" in found ? openEntry(found, name, method, options) : undefined;
    if (opened) return giveAnswer(opened, call);
    const lease = "entry" in found ? undefined : found.lease;
    options.count("entry" in found ? "error" : found.kind);
    return fetchOnce(next, { method, options, name, lease, request, call }).then((answer) => giveAnswer(answer, call));
  };
  return function cache(request, call) {
    const name = toName(request as Message);
    if (name === undefined) return next(request, call);
    const found = kept.get(name);
    return found instanceof Promise
      ? found.then((late) => serve(late, name, request, call))
      : serve(found, name, request, call);
  };
}

type Hit = Extract<Found, { entry: CacheEntry }>;

/** Read once for as long as the entry is near. Undefined: it cannot be read, and is dropped. */
function openEntry(
  { kind, entry }: Hit,
  name: string,
  method: Method,
  { cache, count, last, policy }: NamedAnswersOptions,
): RecordedAnswer | undefined {
  try {
    entry.made ??= readAnswer(method, entry.value);
  } catch {
    void cache.forget([name]);
    return undefined;
  }
  const opened = entry.made as RecordedAnswer;
  count(opened.answer instanceof Fault ? "negative" : kind);
  last?.remember(name, opened, entry.expiresMs + policy.staleIfErrorMs);
  return opened;
}

interface Fetch {
  readonly method: Method;
  readonly options: NamedAnswersOptions;
  readonly name: string;
  readonly lease: Lease | undefined;
  readonly request: unknown;
  readonly call: Call;
}

async function fetchOnce(next: Handler, fetch: Fetch): Promise<RecordedAnswer> {
  const { flights, last, count } = fetch.options;
  const run = () => fetchAnswer(next, fetch);
  try {
    // A lease says that nobody else will fill the place: what was fetched under an earlier one would be refused.
    return await (fetch.lease ? flights.start(fetch.name, run) : flights.join(fetch.name, run));
  } catch (thrown) {
    const stale = last?.find(fetch.name, thrown);
    if (!stale) throw thrown;
    count("stale");
    return stale;
  }
}

/** Runs the handler; nobody waits for its answer to be kept. */
async function fetchAnswer(
  next: Handler,
  { method, options, name, lease, request, call }: Fetch,
): Promise<RecordedAnswer> {
  const { last, clock } = options;
  const { ttlMs, negativeTtlMs, staleIfErrorMs } = options.policy;
  const record = new AnswerRecord(call);
  try {
    const answer = record.take((await next(request, call)) as Message);
    last?.remember(name, answer, clock.now() + ttlMs + staleIfErrorMs);
    void lease?.fill(writeAnswer(method, answer), ttlMs);
    return answer;
  } catch (thrown) {
    const isAbsent = thrown instanceof Fault && thrown.code === "not_found";
    if (isAbsent && negativeTtlMs > 0) void lease?.fill(writeAnswer(method, record.take(thrown)), negativeTtlMs);
    throw thrown;
  }
}
