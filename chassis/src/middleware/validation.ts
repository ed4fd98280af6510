import { create, type DescMessage, type Message } from "@bufbuild/protobuf";
import { createValidator, type Violation } from "@bufbuild/protovalidate";
import { Fault, type FieldViolation } from "../fault.ts";

// The one file that knows the rule engine; it is imported only when a message needs it.

/** The full `buf.validate` engine, CEL included. */
export interface Validation {
  /** Throws VALIDATION_FAILED with every violation. */
  assertValid(desc: DescMessage, message: unknown): void;
  /** Compiles the rules of a message ahead of its first use. Throws when the contract's own rules are wrong. */
  compile(desc: DescMessage): void;
}

export function createValidation(): Validation {
  const validator = createValidator();
  return {
    assertValid(desc, message) {
      const { kind, violations, error } = validator.validate(desc, message as Message);
      if (kind === "invalid") throw toFault(violations);
      if (kind === "error") throw error;
    },
    compile(desc) {
      const { kind, error } = validator.validate(desc, create(desc));
      if (kind === "error") throw error;
    },
  };
}

/** A stranger's thousand broken items need no thousand lines in the answer. */
const maxViolations = 100;
/** The message names a few; the details have them all. */
const maxNamed = 10;

function toFault(found: readonly Violation[]): Fault {
  const violations = found.slice(0, maxViolations).map(toFieldViolation);
  const named = violations
    .slice(0, maxNamed)
    .map(({ field, message }) => (field === "" ? message : `${field}: ${message}`));
  const more = found.length > maxNamed ? `; and ${found.length - maxNamed} more` : "";
  const message = `The request breaks rules of the contract: ${named.join("; ")}${more}.`;
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
    else if (step.kind === "map_sub") text += `[${typeof step.key === "string" ? JSON.stringify(step.key) : step.key}]`;
    else if (step.kind === "extension") text += `[${step.typeName}]`;
    else text += text === "" ? step.name : `.${step.name}`;
  }
  return text;
}
