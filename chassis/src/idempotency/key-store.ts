/** A request with a key, as the store knows it. */
export interface KeyedRequest {
  /** Key and caller, hashed: what tells keys apart. At most 64 characters of `[0-9a-f]`. */
  readonly id: string;
  /** Hash of the rpc and all that it was asked: what tells requests with the same key apart. */
  readonly hash: string;
}

/** The answer to a keyed request, ready to be stored in one transaction with its effect. */
export interface KeptAnswer extends KeyedRequest {
  /** `flotilla.v1` KeptAnswer in binary; opaque to stores. */
  readonly answer: Uint8Array;
}

/** What is known of a key. `claimed`: nothing was; the caller has the lease now. */
export type Claim =
  | { readonly state: "claimed" | "in_use" | "other_request" }
  | { readonly state: "answered"; readonly answer: Uint8Array };

/**
 * Keeps the answers to keyed requests for {@link keepAnswersMs}; a part of a service's store. The answer of a request that
 * has an effect is stored by the store itself, in the effect's transaction; which must fail if there is an answer already,
 * since the lease may have run out and the request been made again.
 */
export interface KeyStore {
  /** Takes a lease on the key, unless it is answered or leased; a lease that ran out is taken over. */
  claim(request: KeyedRequest, leaseMs: number): Promise<Claim>;
  /** Keeps an answer that had no effect, such as `not_found`. Does nothing when the key has an answer already. */
  keep(answer: KeptAnswer): Promise<void>;
  /** Gives the lease back: the request may be made again. Never removes an answer. */
  release(request: KeyedRequest): Promise<void>;
}

/** How long answers are kept. */
export const keepAnswersMs = 24 * 3_600_000;
