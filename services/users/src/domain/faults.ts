import { type Fault, fault, quote } from "@flotilla/chassis/fault";

/** Every way in which the users service says no. Texts of system 003 are kept where it had one. */

export const userNotFound = (id: string) => fault("not_found", "USER_NOT_FOUND", `no user has the id ${quote(id)}`);

export const emailNotFound = (email: string) =>
  fault("not_found", "USER_NOT_FOUND", `the email ${email} cannot be found`);

export const emailTaken = () => fault("already_exists", "EMAIL_TAKEN", "email already exists");

export const idTaken = () => fault("already_exists", "ID_TAKEN", "id already exists");

export const invalidEmail = (message: string) => invalid("INVALID_EMAIL", message, "user.email");

export const invalidText = (field: string, message: string) => invalid("INVALID_TEXT", message, field);

export const emptyNameQuery = () => invalid("EMPTY_NAME_QUERY", "name query cannot be empty", "name");

export const invalidAgeRange = () =>
  invalid("INVALID_AGE_RANGE", "age is invalid, the 'from' age must be lower or equal to the 'to' age", "age_from");

export const missingAgeRange = () => invalid("MISSING_AGE_RANGE", "the AgeRange object cannot be omitted", "ageRange");

export const missingUser = (field: string) => invalid("MISSING_USER", `${field} must be set`, field);

export const invalidPageToken = () =>
  invalid("INVALID_PAGE_TOKEN", "the page token must come from the page before, with the same filters", "page_token");

export const invalidUpdateMask = (message: string) => invalid("INVALID_UPDATE_MASK", message, "update_mask");

export const userChanged = () =>
  fault("aborted", "USER_CHANGED", "the user has changed since it was read: read it again, then send the new etag");

export const storeFailed = (cause: unknown) =>
  fault("internal", "STORE_FAILED", "the users could not be read or written; the log has the cause", { cause });

export const storeBusy = (cause: unknown) =>
  fault("unavailable", "STORE_BUSY", "the users are being written by another process; try again", {
    retryAfterMs: 500,
    cause,
  });

/** System 003's answer to a store that fails: names the operation and its key, and nothing of the cause. */
export const operationFailed = (operation: string, cause: unknown) =>
  fault("unknown", "OPERATION_FAILED", `something wrong happened while ${operation}`, { cause });

function invalid(reason: string, message: string, field: string): Fault {
  return fault("invalid_argument", reason, message, { violations: [{ field, rule: reason.toLowerCase(), message }] });
}
