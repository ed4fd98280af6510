import { Fault } from "../fault.ts";
import { UniqueViolation } from "./unique-violation.ts";

/** What is read of what the driver throws; `code` is a SQLSTATE in errors of the server. */
interface PostgresError {
  readonly code?: unknown;
  readonly constraint?: string;
  readonly routine?: string;
}

/**
 * https://www.postgresql.org/docs/current/errcodes-appendix.html: connections (08), read-only after a failover (25006), idle
 * transactions that were ended (25P03), roles (28), databases that are not there yet (3D), memory, disk and connections (53),
 * operators and timeouts (57), system errors (58).
 */
const unavailableStates = /^(08|25006|25P03|28|3D|53|57|58)/;
/** Those after which the connection is of no use. A statement that took too long (57014) leaves it as it was. */
const lostStates = /^(08|25006|25P03|57P|58)/;
/** Serialization failure, deadlock, a lock that was not to be had. */
const conflictStates = /^(40001|40P01|55P03)$/;
/** Text that holds U+0000, as it is and within JSON. */
const nulStates = /^(22021|22P05)$/;

/** What a query rejects with for what the driver threw. */
export function translatePostgresError(thrown: unknown, toUnavailable: (cause: unknown) => Fault): unknown {
  const state = readState(thrown);
  if (state === "23505") return new UniqueViolation((thrown as PostgresError).constraint ?? "", thrown);
  if (nulStates.test(state)) return createTextFault(thrown);
  return isConflict(thrown) || isUnavailable(thrown) ? toUnavailable(thrown) : thrown;
}

/** Did the database end the transaction for the sake of another one, so that it may be run again? */
export function isConflict(thrown: unknown): boolean {
  return conflictStates.test(readState(thrown)) || isStalePlan(thrown);
}

/** Was the database out of reach, or too busy? What has no SQLSTATE was said by the driver or the system: about connections. */
export function isUnavailable(thrown: unknown): boolean {
  const state = readState(thrown);
  if (state !== "") return unavailableStates.test(state);
  return thrown instanceof Error && !(thrown instanceof TypeError || thrown instanceof RangeError);
}

/** Must the connection be given up? A prepared statement outlives the columns that it was planned for. */
export function isConnectionLost(thrown: unknown): boolean {
  const state = readState(thrown);
  return state === "" ? isUnavailable(thrown) : lostStates.test(state) || isStalePlan(thrown);
}

/** SQLSTATE of an error of the server, or the system's name of one, such as ECONNREFUSED; empty when there is neither. */
export function readErrorCode(thrown: unknown): string {
  const code = (thrown as PostgresError | undefined)?.code;
  return typeof code === "string" ? code : "";
}

function readState(thrown: unknown): string {
  const code = readErrorCode(thrown);
  return /^[0-9A-Z]{5}$/.test(code) ? code : "";
}

/** "cached plan must not change result type": another release of the service has changed the table since. */
function isStalePlan(thrown: unknown): boolean {
  return readState(thrown) === "0A000" && (thrown as PostgresError).routine === "RevalidateCachedQuery";
}

function createTextFault(cause: unknown): Fault {
  const message = "Text must not hold the character U+0000.";
  return new Fault({ code: "invalid_argument", reason: "VALIDATION_FAILED", message, cause });
}
