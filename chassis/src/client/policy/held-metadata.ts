import type { HeaderMap } from "../../call.ts";
import type { CallOptions } from "../client.ts";

/** Headers and trailers of an attempt, held back from the caller until it is known that no other attempt follows. */
export class HeldMetadata {
  readonly #options: CallOptions;
  #headers: HeaderMap | undefined;
  #trailers: HeaderMap | undefined;
  #isOpen = false;

  constructor(options: CallOptions) {
    this.#options = options;
  }

  get trailers(): HeaderMap | undefined {
    return this.#trailers;
  }

  readonly onHeaders = (headers: HeaderMap): void => {
    this.#headers = headers;
    if (this.#isOpen) this.open();
  };

  readonly onTrailers = (trailers: HeaderMap): void => {
    this.#trailers = trailers;
  };

  /** This is the attempt that counts: its headers go out, those that are to come at once. */
  open(): void {
    this.#isOpen = true;
    if (this.#headers) this.#options.onHeaders?.(this.#headers);
    this.#headers = undefined;
  }

  /** The call is over. */
  close(): void {
    this.open();
    if (this.#trailers) this.#options.onTrailers?.(this.#trailers);
  }

  /** Another attempt follows. */
  drop(): void {
    this.#headers = undefined;
    this.#trailers = undefined;
  }
}
