import type { Message } from "@bufbuild/protobuf";
import type { Cache, CacheEntry, Found, Lease } from "../cache/cache.ts";
import type { Call } from "../call.ts";
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
import type { NamedFlights } from "./named-flights.ts";

/** What the answers of one rpc are kept with. */
export interface NamedAnswersOptions {
  readonly cache: Cache;
  readonly flights: NamedFlights<RecordedAnswer>;
  readonly policy: CachePolicy;
  count(result: "hit" | "near_hit" | "miss" | "negative" | "error"): void;
  /** Undefined: the request asks for more than the name says, and its answer is not kept. */
  toName(request: Message): string | undefined;
}

/**
 * Wraps the handler of a unary rpc so that its answers are kept under names that all processes of the service share. An
 * answer is the same for all who may call; `not_found` is kept for as long as the policy says.
 */
export function keepNamedAnswers(next: Handler, method: Method, options: NamedAnswersOptions): Handler {
  const { cache: kept, flights, count, toName } = options;
  const serve = (found: Found, name: string, request: unknown, call: Call): Awaitable<Message> => {
    if ("entry" in found) {
      const opened = openEntry(found.entry, method);
      count(opened.answer instanceof Fault ? "negative" : found.kind);
      return giveAnswer(opened, call);
    }
    count(found.kind);
    const run = () => fetchAnswer(next, { method, options, lease: found.lease, request, call });
    return flights.join(name, run).then((answer) => giveAnswer(answer, call));
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

/** Read once for as long as the entry is near. */
function openEntry(entry: CacheEntry, method: Method): RecordedAnswer {
  entry.made ??= readAnswer(method, entry.value);
  return entry.made as RecordedAnswer;
}

interface Fetch {
  readonly method: Method;
  readonly options: NamedAnswersOptions;
  readonly lease: Lease | undefined;
  readonly request: unknown;
  readonly call: Call;
}

/** Runs the handler; nobody waits for its answer to be kept. */
async function fetchAnswer(next: Handler, fetch: Fetch): Promise<RecordedAnswer> {
  const { method, lease, request, call } = fetch;
  const { ttlMs, negativeTtlMs } = fetch.options.policy;
  const record = new AnswerRecord(call);
  try {
    const answer = record.take((await next(request, call)) as Message);
    void lease?.fill(writeAnswer(method, answer), ttlMs);
    return answer;
  } catch (thrown) {
    const isAbsent = thrown instanceof Fault && thrown.code === "not_found";
    if (isAbsent && negativeTtlMs > 0) void lease?.fill(writeAnswer(method, record.take(thrown)), negativeTtlMs);
    throw thrown;
  }
}
