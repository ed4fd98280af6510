/** A message was taken in before: its effect is not to happen again. */
export class AlreadyReceivedError extends Error {
  override readonly name = "AlreadyReceivedError";
}
