import {
  MongoBulkWriteError,
  MongoError,
  MongoInvalidArgumentError,
  MongoMissingDependencyError,
  MongoServerError,
} from "mongodb";
import { storeUnavailable } from "../../domain/faults.ts";

/** E11000: another document has the same key. */
export function isDuplicateKey(thrown: unknown): boolean {
  return thrown instanceof MongoServerError && thrown.code === 11_000;
}

/**
 * Codes by which a server says that it cannot serve us, or not now: out of reach, stepping down, shutting down, out of time,
 * memory or disk, and nobody let in. 10334 and 17419 to 17420: the document would be too large, since nothing of its outbox
 * was published for long.
 * https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const unavailableCodes: ReadonlySet<unknown> = new Set([
  6, 7, 13, 18, 24, 46, 50, 59, 64, 89, 91, 112, 133, 146, 189, 262, 317, 9001, 10107, 10334, 11600, 11602, 13435,
  13436, 14031, 17419, 17420,
]);

/** What a query rejects with for what the driver threw: COURSE_STORE_UNAVAILABLE, or the same. */
export function translateMongoError(thrown: unknown): unknown {
  return isUnavailable(thrown) ? storeUnavailable(thrown) : thrown;
}

/** The kind of an error in a word, such as `ECONNREFUSED` or `AuthenticationFailed`; nothing of what it says. */
export function nameMongoError(thrown: unknown): string {
  if (thrown instanceof MongoServerError && thrown.codeName) return String(thrown.codeName);
  const [socketCode] = /\bE[A-Z]{3,}\b/.exec(String(thrown)) ?? [];
  return socketCode ?? (thrown instanceof Error ? thrown.name : "unknown");
}

/**
 * What the driver says by itself is about connections, unless it was used wrongly. What the resolver says of the hosts of
 * `mongodb+srv` comes through as it is, and so does what a socket says that the server has just closed (EPIPE). What ends
 * a bulk write is made to look like the server's, whoever said it.
 */
function isUnavailable(thrown: unknown): boolean {
  if (thrown instanceof MongoBulkWriteError && thrown.errorResponse instanceof Error) {
    return isUnavailable(thrown.errorResponse);
  }
  if (thrown instanceof MongoServerError) return unavailableCodes.has(thrown.code);
  if (thrown instanceof MongoInvalidArgumentError || thrown instanceof MongoMissingDependencyError) return false;
  return thrown instanceof MongoError || (thrown instanceof Error && ("syscall" in thrown || isOfSocket(thrown)));
}

function isOfSocket(thrown: Error): boolean {
  return "code" in thrown && /^E[A-Z]+$/.test(String(thrown.code));
}
