import { setImmediate as pause } from "node:timers/promises";
import type { DescMessage } from "@bufbuild/protobuf";
import { type Clock, systemClock } from "../clock.ts";
import type { Handler, Middleware } from "../handler.ts";
import type { Part } from "../part.ts";
import type { Service } from "../service.ts";
import { shrinkHeap } from "../tune-heap.ts";
import { hasRules } from "./has-rules.ts";
import { compilePlainRules } from "./plain-rules.ts";
import type { Validation } from "./validation.ts";

/**
 * Holds requests against the contract's `buf.validate` rules: single messages, and every message of a stream. All broken
 * rules are reported together as VALIDATION_FAILED, under the field names of the .proto file. An rpc without rules costs
 * nothing. Plain bounds are compiled here; the engine for everything else, and for wording what is broken, takes a quarter
 * of a second and 20 MB. It is loaded by {@link createRuleCompiler} once the doors are open, if the contract needs it, or
 * by the first message that does.
 *
 * @example
 * const handler = compose([validate()], () => ({ message: "Hello" }), method);
 * assert.deepEqual(handler({}, newCall(method)), { message: "Hello" });
 */
export function validate(): Middleware {
  return (next, method) => {
    if (!hasRules(method.input)) return next;
    const isStream = method.kind === "client_streaming" || method.kind === "bidi_streaming";
    return isStream ? validateStream(next, method.input) : validateMessage(next, method.input);
  };
}

function validateMessage(next: Handler, input: DescMessage): Handler {
  const isSurelyGood = compilePlainRules(input);
  return function validate(request, call) {
    if (isSurelyGood?.(request)) return next(request, call);
    if (validation) {
      validation.assertValid(input, request);
      return next(request, call);
    }
    return loadValidation().then((loaded) => {
      loaded.assertValid(input, request);
      return next(request, call);
    });
  };
}

function validateStream(next: Handler, input: DescMessage): Handler {
  const isSurelyGood = compilePlainRules(input);
  async function* validateEach(messages: AsyncIterable<unknown>): AsyncIterable<unknown> {
    for await (const message of messages) {
      if (!isSurelyGood?.(message)) (validation ?? (await loadValidation())).assertValid(input, message);
      yield message;
    }
  }
  return function validate(request, call) {
    return next(validateEach(request as AsyncIterable<unknown>), call);
  };
}

/** The engine is loaded so long after the doors have opened: who waits for the process to be ready comes first. */
const compileAfterMs = 500;

/**
 * The Part that compiles the rules of these services that are beyond plain bounds, soon after the doors have opened, so
 * that hardly a call waits for it and a contract whose rules are wrong ends the process.
 */
export function createRuleCompiler(services: readonly Service[], clock: Clock = systemClock): Part {
  const inputs = services
    .flatMap((service) => service.routes.map((route) => route.method.input))
    .filter((input) => hasRules(input) && !compilePlainRules(input));
  return {
    name: "validation rules",
    async run(signal) {
      if (inputs.length > 0) await quiet(clock, signal);
      for (const input of new Set(inputs)) {
        await pause();
        if (signal.aborted) return;
        (await loadValidation()).compile(input);
      }
      if (inputs.length > 0) shrinkHeap();
    },
  };
}

/** Resolves when the time has come, or when the process stops. */
function quiet(clock: Clock, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancel = clock.after(compileAfterMs, resolve);
  signal.addEventListener("abort", () => {
    cancel();
    resolve();
  });
  return promise;
}

let validation: Validation | undefined;

async function loadValidation(): Promise<Validation> {
  validation ??= (await import("./validation.ts")).createValidation();
  return validation;
}
