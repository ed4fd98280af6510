import { type Fault, fault } from "@flotilla/chassis/fault";

/** Nobody has this UN/LOCODE. */
export function portNotFound(unloc: string): Fault {
  return fault("not_found", "PORT_NOT_FOUND", `No port has the UN/LOCODE ${unloc}.`);
}

/** The path says one port, the body another. */
export function unlocMismatch(path: string, body: string): Fault {
  const message = `The port is put at ${path}, but its unloc is ${body}. Leave unloc out, or make them the same.`;
  return fault("invalid_argument", "UNLOC_MISMATCH", message);
}

/** The page token was made by somebody else, or for other filters. */
export function badPageToken(): Fault {
  const message =
    "The page token does not belong to this list. Send next_page_token as it came, with the same filters.";
  return fault("invalid_argument", "BAD_PAGE_TOKEN", message);
}

/** `near` or `radius_km` cannot be used as it is. */
export function badNear(problem: string): Fault {
  return fault("invalid_argument", "BAD_NEAR", problem);
}

/** A place in a file: the line counts from 1, the byte offset from 0. */
export interface FilePosition {
  readonly line: number;
  readonly offset: number;
}

/** The file is no JSON of the expected shape from this place on. */
export function malformedFile(problem: string, { line, offset }: FilePosition): Fault {
  return fault(
    "invalid_argument",
    "MALFORMED_FILE",
    `The ports file is broken at line ${line}, byte ${offset}: ${problem}.`,
  );
}

/** One record is so long that something must be wrong with it. */
export function recordTooLarge(maxBytes: number, { line, offset }: FilePosition): Fault {
  const start = `The record that starts at line ${line}, byte ${offset} is larger than ${maxBytes} bytes`;
  return fault("invalid_argument", "RECORD_TOO_LARGE", `${start}. Is a closing brace missing?`);
}

/** The file is not there, or may not be read. */
export function fileUnreadable(path: string, cause: unknown): Fault {
  const why = cause instanceof Error ? cause.message : String(cause);
  const message = `The ports file ${path} cannot be read: ${why}`;
  return fault("failed_precondition", "FILE_UNREADABLE", message, { cause });
}

/** One import at a time. */
export function importRunning(): Fault {
  const message = "Another import is running. Try again when it is done.";
  return fault("aborted", "IMPORT_RUNNING", message, { retryAfterMs: 5000 });
}

/** The first load is still under way. */
export function notLoaded(progress: string): Fault {
  const message = `The ports are still being loaded (${progress}).`;
  return fault("unavailable", "NOT_LOADED", message, { retryAfterMs: 1000 });
}

/** The database failed; the cause is for the log. */
export function storeFailed(cause: unknown): Fault {
  const message = "The ports database did not do its work. Try again.";
  return fault("unavailable", "STORE_FAILED", message, { retryAfterMs: 1000, cause });
}
