const maxTokens = 10_000;
const tokensPerSuccess = 100;
const tokensPerFailure = 1000;

/**
 * How many retries a dependency bears (gRPC proposal A6, "Throttling Retry Attempts"): 10 tokens, one less for each
 * failure that is worth a retry, a tenth more for each success. At half of them and below nothing is tried again, so that
 * retries add no more than a tenth to the calls of a peer that fails. Counted in whole thousandths: tenths do not add up.
 */
export class RetryBudget {
  #thousandths = maxTokens;

  /** From 0 to 10. */
  get tokens(): number {
    return this.#thousandths / 1000;
  }

  /** Too much has failed of late: no retries. */
  get isSpent(): boolean {
    return this.#thousandths <= maxTokens / 2;
  }

  /** A call succeeded. */
  succeed(): void {
    this.#thousandths = Math.min(this.#thousandths + tokensPerSuccess, maxTokens);
  }

  /** An attempt failed in a way that is worth a retry, or the server asked for none. */
  fail(): void {
    this.#thousandths = Math.max(this.#thousandths - tokensPerFailure, 0);
  }
}
