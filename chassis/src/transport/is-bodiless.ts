/** Whether an answer has no body, whatever its headers say (RFC 9110 §6.4.1). */
export function isBodiless(status: number, verb: string): boolean {
  return status === 204 || status === 304 || verb === "HEAD";
}
