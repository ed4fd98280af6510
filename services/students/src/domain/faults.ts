import { fault, quote } from "@flotilla/chassis/fault";

/** Every way in which students says no. */

export const studentNotFound = (id: string) =>
  fault("not_found", "STUDENT_NOT_FOUND", `No student has the id ${quote(id)}.`);

export const studentExists = () =>
  fault("already_exists", "STUDENT_EXISTS", "Another student has the same name, first name and last name.");

/** RFC 9110 §13.1.1: 412 where there are HTTP statuses. */
export const studentChanged = () =>
  fault(
    "failed_precondition",
    "STUDENT_CHANGED",
    "The student has changed since: read it again, then send its new etag.",
    {
      httpStatus: 412,
    },
  );

export const studentBusy = (id: string) =>
  fault("aborted", "STUDENT_BUSY", `Too many are changing the student ${quote(id)} at this moment. Try again.`);

export const badUpdate = (message: string) =>
  fault("invalid_argument", "BAD_STUDENT_UPDATE", message, {
    violations: [{ field: "update_mask", rule: "bad_student_update", message }],
  });

export const badPageToken = () => {
  const message = "The page token must come from the page before, asked for with the same filters.";
  const violations = [{ field: "page_token", rule: "bad_student_page_token", message }];
  return fault("invalid_argument", "BAD_STUDENT_PAGE_TOKEN", message, { violations });
};

export const storeUnavailable = (cause: unknown) =>
  fault(
    "unavailable",
    "STUDENT_STORE_UNAVAILABLE",
    "The store of students cannot be reached. Try again a little later.",
    {
      cause,
      retryAfterMs: 500,
    },
  );

export const coursesSilent = (cause: unknown) =>
  fault("unavailable", "COURSES_UNAVAILABLE", "courses did not answer in time. Try again a little later.", { cause });
