import type { DescMethod, Message } from "@bufbuild/protobuf";
import { type Clock, systemClock } from "../../clock.ts";
import { readPolicy } from "../../policy.ts";
import type { CallOptions } from "../client.ts";
import type { Interceptor } from "../interceptor.ts";
import { Attempts } from "./attempts.ts";
import { perMethod } from "./per-method.ts";
import { RetryBudget } from "./retry-budget.ts";

/** What {@link retry} goes by, beside the contract. */
export interface RetryOptions {
  /** Of the dependency: all its rpcs share it. Default: a full one. */
  readonly budget?: RetryBudget | undefined;
  /** Default: the machine's own. */
  readonly clock?: Clock | undefined;
  /** Numbers from 0 to 1. Default: Math.random. */
  readonly random?: (() => number) | undefined;
}

/**
 * Makes failed calls again, by gRPC proposal A6 (https://github.com/grpc/proposal/blob/master/A6-client-retries.md) and
 * the contract's `retry` and `idempotency_level`: pauses that double, with full jitter, push-back of the server, and a
 * {@link RetryBudget}. What may have been done already is only made again if that does no harm; what the peer surely has
 * not seen, always. A pause that the deadline has no room for ends the call at once, with its last Fault. A call is
 * committed, and fails for good, once a message of its answer was handed out or its request stream was begun. Refusals of
 * our own policies are not tried again.
 *
 * @example
 * const hello = createClient(HelloService, retry({ random: () => 0 })(new MemoryTransport()));
 * await assert.rejects(hello.getHello({}), { code: "unavailable" });
 */
export function retry({
  budget = new RetryBudget(),
  clock = systemClock,
  random = Math.random,
}: RetryOptions = {}): Interceptor {
  const readRetry = perMethod((method) => readPolicy(method).retry);
  const begin = (method: DescMethod, options: CallOptions) =>
    new Attempts({ policy: readRetry(method), budget, clock, random, options });
  return (next) => ({
    async unary(method, request, options) {
      const attempts = begin(method, options);
      for (;;) {
        try {
          const answer = await next.unary(method, request, attempts.next());
          attempts.succeed();
          return answer;
        } catch (thrown) {
          await attempts.fail(thrown);
        }
      }
    },
    async *stream(method, request, options) {
      const attempts = begin(method, options);
      const requests = Symbol.asyncIterator in request ? commitWhenPulled(request, attempts) : request;
      for (;;) {
        try {
          for await (const message of next.stream(method, requests, attempts.next())) {
            attempts.commit();
            yield message;
          }
          return attempts.succeed();
        } catch (thrown) {
          await attempts.fail(thrown);
        }
      }
    },
  });
}

/** Requests are not kept to be sent twice: they may be many, and the answer may depend on them as they come. */
function commitWhenPulled(requests: AsyncIterable<Message>, attempts: Attempts): AsyncIterable<Message> {
  return {
    [Symbol.asyncIterator]() {
      attempts.commit();
      return requests[Symbol.asyncIterator]();
    },
  };
}
