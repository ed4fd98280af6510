import type { DescMessage } from "@bufbuild/protobuf";
import type { Handler, Middleware } from "../handler.ts";
import { hasRules } from "./has-rules.ts";
import { compilePlainRules } from "./plain-rules.ts";
import type { Validation } from "./validation.ts";

/**
 * Holds requests against the contract's `buf.validate` rules: single messages, and every message of a stream. All broken
 * rules are reported together as VALIDATION_FAILED, under the field names of the .proto file. An rpc without rules costs
 * nothing. Plain bounds are compiled here at start; the engine for everything else takes a quarter of a second to load,
 * and is loaded when the first message needs it.
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

let validation: Validation | undefined;

async function loadValidation(): Promise<Validation> {
  validation ??= (await import("./validation.ts")).createValidation();
  return validation;
}
