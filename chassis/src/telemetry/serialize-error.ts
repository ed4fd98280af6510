import { Fault } from "../fault.ts";

/** A thrown value as log fields. */
export interface SerializedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly reason?: string;
  readonly cause?: SerializedError;
  /** Of an AggregateError. */
  readonly errors?: readonly SerializedError[];
}

const maxDepth = 5;
const maxErrors = 10;

/**
 * Turns whatever was thrown into log fields, with its chain of causes. Only these fields are taken: drivers hang
 * connection strings and whole requests on their errors.
 */
export function serializeError(thrown: unknown, depth = 0): SerializedError {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: toText(thrown) };
  const { code } = thrown as { code?: unknown };
  return {
    type: thrown.name,
    message: thrown.message,
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(typeof code === "string" || typeof code === "number" ? { code } : {}),
    ...(thrown instanceof Fault ? { reason: thrown.reason } : {}),
    ...(thrown.cause === undefined || depth >= maxDepth ? {} : { cause: serializeError(thrown.cause, depth + 1) }),
    ...(thrown instanceof AggregateError && depth < maxDepth
      ? { errors: thrown.errors.slice(0, maxErrors).map((error: unknown) => serializeError(error, depth + 1)) }
      : {}),
  };
}

function toText(thrown: unknown): string {
  try {
    return typeof thrown === "object" && thrown !== null ? (JSON.stringify(thrown) ?? String(thrown)) : String(thrown);
  } catch {
    return "a value that cannot be shown";
  }
}
