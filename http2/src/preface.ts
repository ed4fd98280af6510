import { ConnectionError, errorCodes } from "./error-code.ts";
import { clientPreface } from "./frame.ts";

/** Takes the client's connection preface off the start of a connection (RFC 9113 §3.4). */
export class PrefaceReader {
  #seen = 0;

  /** What of `chunk` lies behind the preface. Throws PROTOCOL_ERROR at the first byte that is none of it. */
  strip(chunk: Buffer): Buffer {
    const length = Math.min(clientPreface.length - this.#seen, chunk.length);
    if (length === 0) return chunk;
    if (clientPreface.compare(chunk, 0, length, this.#seen, this.#seen + length) !== 0) {
      throw new ConnectionError(errorCodes.protocolError, "the connection does not start with the HTTP/2 preface");
    }
    this.#seen += length;
    return chunk.subarray(length);
  }
}
