/** Why a peer could not be reached, or was lost. */
export class WireError extends Error {
  override readonly name = "WireError";
  /**
   * The peer has surely not looked at the request: no connection, REFUSED_STREAM, or a stream above GOAWAY's last one
   * (RFC 9113 §8.7). It may be sent again whatever it asks for.
   */
  readonly isUnprocessed: boolean;

  constructor(message: string, isUnprocessed: boolean, options?: ErrorOptions) {
    super(message, options);
    this.isUnprocessed = isUnprocessed;
  }
}
