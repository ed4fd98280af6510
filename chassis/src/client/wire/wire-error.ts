/** What is known of a failure beside its message. */
export interface WireErrorOptions extends ErrorOptions {
  /** See {@link WireError.isUnprocessed}. Default: false. */
  readonly isUnprocessed?: boolean | undefined;
  /** See {@link WireError.resetCode}. */
  readonly resetCode?: number | undefined;
}

/** Why a peer could not be reached, or was lost. */
export class WireError extends Error {
  override readonly name = "WireError";
  /**
   * The peer has surely not looked at the request: no connection, REFUSED_STREAM, or a stream above GOAWAY's last one
   * (RFC 9113 §8.7). It may be sent again whatever it asks for.
   */
  readonly isUnprocessed: boolean;
  /** HTTP/2 error code (RFC 9113 §7) of the RST_STREAM that the peer sent; absent when the connection was lost. */
  readonly resetCode: number | undefined;

  constructor(message: string, { isUnprocessed = false, resetCode, ...options }: WireErrorOptions = {}) {
    super(message, options);
    this.isUnprocessed = isUnprocessed;
    this.resetCode = resetCode;
  }
}
