import { parseArgs } from "node:util";

/** What the command line asks for. */
export type DlqCommand =
  | { readonly kind: "help" }
  | { readonly kind: "list"; readonly consumer: string | undefined }
  | { readonly kind: "replay" | "remove"; readonly numbers: readonly number[] }
  | { readonly kind: "show"; readonly numbers: readonly number[] }
  | { readonly kind: "replay all"; readonly consumer: string | undefined };

/** A command line that cannot be understood; its message is followed by the usage. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What `--help` prints. */
export const usage = `Dead letters: messages that no consumer could do anything with.

Usage:
  npm run dlq -- list [--consumer NAME]          lists them, oldest first
  npm run dlq -- show NUMBER...                  shows all that is known of some
  npm run dlq -- replay NUMBER...                publishes some anew and removes them
  npm run dlq -- replay --all [--consumer NAME]  the same for all that are there now
  npm run dlq -- remove NUMBER...                forgets some

Environment:
  NATS_URL  the broker, as the services have it
  DATA_DIR  without NATS_URL: the folder of the fleet's own queue (default .data); the fleet may be running

Exit codes: 0 done, 1 something failed, 2 wrong command line, 78 wrong settings.
`;

/** Reads a command line. Throws a {@link UsageError}. */
export function parseDlqCommand(argv: readonly string[]): DlqCommand {
  const { values, positionals } = parse(argv);
  const [name, ...operands] = positionals;
  const { consumer, all = false } = values;
  if (values.help || name === "help") return { kind: "help" };
  if (all && name !== "replay") throw new UsageError("--all goes with replay only");
  if (name === "list") return { kind: "list", consumer: assertNone(operands, consumer) };
  if (name === "replay" && all) return { kind: "replay all", consumer: assertNone(operands, consumer) };
  if (name !== "show" && name !== "replay" && name !== "remove") throw unknown(name);
  if (consumer !== undefined) throw new UsageError("--consumer goes with list and replay --all only");
  return { kind: name, numbers: toNumbers(name, operands) };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: "boolean", short: "h" }, all: { type: "boolean" }, consumer: { type: "string" } },
    });
  } catch (cause) {
    throw new UsageError((cause as Error).message);
  }
}

function assertNone<T>(operands: readonly string[], value: T): T {
  if (operands.length > 0) throw new UsageError(`${operands[0]} is one word too many`);
  return value;
}

function unknown(name: string | undefined): UsageError {
  return new UsageError(name === undefined ? "a command is missing" : `there is no command ${name}`);
}

function toNumbers(name: string, operands: readonly string[]): readonly number[] {
  if (operands.length === 0) throw new UsageError(`${name} needs the number of a dead letter`);
  const wrong = operands.find((text) => !/^[1-9]\d{0,14}$/.test(text));
  if (wrong !== undefined) throw new UsageError(`${wrong} is no number of a dead letter`);
  return operands.map(Number);
}
