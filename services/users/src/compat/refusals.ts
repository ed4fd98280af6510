/** Counts failures that the old contract hides inside of answers that end OK. */
export interface Refusals {
  /** `method` is the rpc's name, `reason` one of UsersReason. */
  count(method: string, reason: string): void;
}
