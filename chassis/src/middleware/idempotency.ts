import type { Message } from "@bufbuild/protobuf";
import type { Call } from "../call.ts";
import { Fault, type FaultCode } from "../fault.ts";
import type { Handler, Middleware } from "../handler.ts";
import { AnswerRecord, replayAnswer } from "../idempotency/answer-record.ts";
import { keyInUse } from "../idempotency/key-in-use.ts";
import type { KeyedRequest, KeyStore } from "../idempotency/key-store.ts";
import { createKeyedRequests } from "../idempotency/keyed-requests.ts";
import type { Logger } from "../telemetry/logger.ts";

/** What {@link idempotency} works with. */
export interface IdempotencyOptions {
  /** Where the answers of a service are kept, by its full name. */
  storeOf(service: string): KeyStore;
  readonly log: Logger;
}

/**
 * Answers a request that comes again under the same idempotency key with the answer that it got before, for rpcs whose
 * contract says `retry.keyed`; calls without a key pass. A key is leased while its request runs, for longer than its
 * deadline. Its answer is kept for 24 hours: by the handler with {@link Call.keyed}, in one transaction with the effect,
 * or else afterwards. Faults that a second try would meet again are kept; after others the request may be made again.
 * Throws BAD_IDEMPOTENCY_KEY, IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_IN_USE.
 *
 * @example
 * let runs = 0;
 * const keyed = newMethod({ retry: { ...noPolicy.retry, isKeyed: true } });
 * const store = new MemoryKeyStore();
 * const middleware = idempotency({ storeOf: () => store, log: telemetry.log });
 * const handler = compose([middleware], () => create(keyed.output, { message: `Hello ${++runs}` }), keyed);
 * const headers = { "idempotency-key": "17" };
 * await handler(create(keyed.input), newCall(keyed, headers));
 * assert.equal((await handler(create(keyed.input), newCall(keyed, headers))).message, "Hello 1");
 */
export function idempotency({ storeOf, log }: IdempotencyOptions): Middleware {
  return (next, method) => {
    if (!method.policy.retry.isKeyed || method.kind !== "unary") return next;
    const store = storeOf(method.service);
    const toKeyed = createKeyedRequests(method);
    const warn = (err: unknown, message: string) => log.warn({ err, rpc: method.path }, message);
    return function idempotency(request, call) {
      const keyed = toKeyed(request as Message, call);
      return keyed ? answerOnce({ next, store, warn, call, keyed }, request) : next(request, call);
    };
  };
}

/** One call that holds, or asks for, a key. */
interface KeyedCall {
  readonly next: Handler;
  readonly store: KeyStore;
  readonly call: Call;
  readonly keyed: KeyedRequest;
  warn(err: unknown, message: string): void;
}

async function answerOnce(held: KeyedCall, request: unknown): Promise<Message> {
  const { store, call, keyed } = held;
  const claim = await store.claim(keyed, toLeaseMs(call));
  if (claim.state === "answered") return replayAnswer(claim.answer, call);
  if (claim.state === "in_use") throw keyInUse();
  if (claim.state === "other_request") throw keyReused();
  return runLeased(held, request);
}

/** Runs the handler while the key is leased, and settles what becomes of the key before anybody hears of the answer. */
async function runLeased(held: KeyedCall, request: unknown): Promise<Message> {
  const { next, call, keyed } = held;
  const record = new AnswerRecord(call);
  let stored: Message | undefined;
  call.keyed = (answer) => {
    stored = answer;
    return { ...keyed, answer: record.write(answer) };
  };
  try {
    const answer = (await next(request, call)) as Message;
    if (answer !== stored) await keep(held, record.write(answer));
    return answer;
  } catch (thrown) {
    if (thrown instanceof Fault && definite.has(thrown.code)) return keepFault(held, thrown, record.write(thrown));
    await release(held);
    throw thrown;
  }
}

/** Codes of Faults that the same request meets again, so that they are its answer. */
const definite: ReadonlySet<FaultCode> = new Set(["not_found", "already_exists", "failed_precondition"]);

/**
 * A Fault may be owed to an effect of this very request, by a commit of which nobody heard: what it created exists already.
 * Then its answer is kept, and is the one to give.
 */
async function keepFault({ store, call, keyed }: KeyedCall, fault: Fault, answer: Uint8Array): Promise<Message> {
  await store.keep({ ...keyed, answer });
  const claim = await store.claim(keyed, graceMs);
  if (claim.state === "answered" && Buffer.compare(claim.answer, answer) !== 0) return replayAnswer(claim.answer, call);
  throw fault;
}

/** The lease stays if this fails: nobody must have the effect again while the caller may still be told of it. */
async function keep({ store, keyed, warn }: KeyedCall, answer: Uint8Array): Promise<void> {
  await store.keep({ ...keyed, answer }).catch((err) => warn(err, "the answer to a keyed request cannot be kept"));
}

/** The lease runs out by itself if this fails. */
async function release({ store, keyed, warn }: KeyedCall): Promise<void> {
  await store.release(keyed).catch((err) => warn(err, "an idempotency key cannot be given back"));
}

/** How much longer than its call a lease is, and how long it is for a call without a deadline. */
const [graceMs, unboundedMs] = [2000, 60_000];

function toLeaseMs({ remainingMs }: Call): number {
  return Number.isFinite(remainingMs) ? Math.ceil(Math.max(remainingMs, 0)) + graceMs : unboundedMs;
}

function keyReused(): Fault {
  return new Fault({
    code: "invalid_argument",
    reason: "IDEMPOTENCY_KEY_REUSED",
    message: "Another request came with this idempotency key before. Take a new key for a new request.",
    httpStatus: 422,
  });
}
