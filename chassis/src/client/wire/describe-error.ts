/**
 * What an error of a socket says, for a person. A name with several addresses fails once for each of them; OpenSSL puts its
 * own source lines into the message, and the point of it into `reason`.
 */
export function describeError(error: Error & { readonly reason?: unknown }): string {
  if (error instanceof AggregateError) return error.errors.map(describeError).join("; ");
  return typeof error.reason === "string" ? error.reason : error.message;
}
