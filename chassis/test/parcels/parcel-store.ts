import type { KeptAnswer } from "@flotilla/chassis/idempotency";

/** A parcel that was taken in. */
export interface Parcel {
  readonly id: string;
  readonly city: string;
}

/** Keeps parcels, and counts them by city. */
export interface ParcelStore {
  /** Stores a parcel with its event, and with the answer to the call where that has an idempotency key. */
  add(parcel: Parcel, answer: KeptAnswer | undefined): Promise<void>;
  /** Counts a parcel of this city, once for each message. */
  count(city: string, messageId: string): Promise<void>;
  readCount(city: string): Promise<number>;
}
