import type { DescMessage, Message } from "@bufbuild/protobuf";
import type { Violation } from "@bufbuild/protovalidate";
import { Fault, type FieldViolation } from "../fault.ts";
import type { Middleware } from "../handler.ts";
import { hasRules } from "./has-rules.ts";

/** Throws VALIDATION_FAILED with every violation when the message breaks a rule of its contract. */
type Check = (message: unknown) => void;

/**
 * Holds requests against the contract's `buf.validate` rules, single messages and every message of a stream. All broken
 * rules are reported together, under the field names of the .proto file. An rpc without rules costs nothing; the rule
 * engine is loaded when the first call needs it, since it takes a good part of a service's start.
 *
 * @example
 * const handler = compose([validate()], () => ({ message: "Hello" }), method);
 * assert.deepEqual(handler({}, newCall(method)), { message: "Hello" });
 */
export function validate(): Middleware {
  return (next, method) => {
    if (!hasRules(method.input)) return next;
    const isStream = method.kind === "client_streaming" || method.kind === "bidi_streaming";
    let check: Check | undefined;
    const open = (request: unknown, ready: Check) => {
      if (isStream) return checkEach(request as AsyncIterable<unknown>, ready);
      ready(request);
      return request;
    };
    return function validate(request, call) {
      if (check) return next(open(request, check), call);
      return createCheck(method.input).then((ready) => {
        check = ready;
        return next(open(request, ready), call);
      });
    };
  };
}

async function* checkEach(messages: AsyncIterable<unknown>, check: Check): AsyncIterable<unknown> {
  for await (const message of messages) {
    check(message);
    yield message;
  }
}

/** Loads the engine, once. */
let loading: Promise<(desc: DescMessage) => Check> | undefined;

async function createCheck(desc: DescMessage): Promise<Check> {
  loading ??= import("@bufbuild/protovalidate").then(({ createValidator }) => {
    const validator = createValidator();
    return (schema) => (message) => {
      const { kind, violations, error } = validator.validate(schema, message as Message);
      if (kind === "invalid") throw toFault(violations);
      if (kind === "error") throw error;
    };
  });
  return (await loading)(desc);
}

function toFault(found: readonly Violation[]): Fault {
  const violations = found.map(toFieldViolation);
  const broken = violations.map(({ field, message }) => (field === "" ? message : `${field}: ${message}`)).join("; ");
  const message = `The request breaks rules of the contract: ${broken}.`;
  return new Fault({ code: "invalid_argument", reason: "VALIDATION_FAILED", message, violations });
}

function toFieldViolation({ field, ruleId, message }: Violation): FieldViolation {
  return { field: toPath(field), rule: ruleId, message: message || `must satisfy ${ruleId}` };
}

/** `user.tags[2]`, `labels["a"]`: the form of google.rpc.BadRequest, in the names of the .proto file. */
function toPath(path: Violation["field"]): string {
  let text = "";
  for (const step of path) {
    if (step.kind === "list_sub") text += `[${step.index}]`;
    else if (step.kind === "map_sub") text += `[${JSON.stringify(step.key, toJson)}]`;
    else if (step.kind === "extension") text += `[${step.typeName}]`;
    else text += text === "" ? step.name : `.${step.name}`;
  }
  return text;
}

function toJson(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
