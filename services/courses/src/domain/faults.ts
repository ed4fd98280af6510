import { fault, quote } from "@flotilla/chassis/fault";

/** Every way in which courses says no. */

export const courseNotFound = (id: string) =>
  fault("not_found", "COURSE_NOT_FOUND", `No course has the id ${quote(id)}.`);

/** RFC 9110 §13.1.1: 412 where there are HTTP statuses. */
export const courseChanged = () =>
  fault(
    "failed_precondition",
    "COURSE_CHANGED",
    "The course has changed since: read it again, then send its new etag.",
    {
      httpStatus: 412,
    },
  );

export const courseBusy = (id: string) =>
  fault("aborted", "COURSE_BUSY", `Too many are changing the course ${quote(id)} at this moment. Try again.`);

export const badUpdate = (message: string) =>
  fault("invalid_argument", "BAD_COURSE_UPDATE", message, {
    violations: [{ field: "update_mask", rule: "bad_course_update", message }],
  });

export const badPageToken = () => {
  const message = "The page token must come from the page before, asked for with the same filters.";
  const violations = [{ field: "page_token", rule: "bad_course_page_token", message }];
  return fault("invalid_argument", "BAD_COURSE_PAGE_TOKEN", message, { violations });
};

export const storeUnavailable = (cause: unknown) =>
  fault(
    "unavailable",
    "COURSE_STORE_UNAVAILABLE",
    "The store of courses cannot be reached. Try again a little later.",
    {
      cause,
      retryAfterMs: 500,
    },
  );

export const studentsSilent = (cause: unknown) =>
  fault("unavailable", "STUDENTS_UNAVAILABLE", "students did not answer in time. Try again a little later.", { cause });
