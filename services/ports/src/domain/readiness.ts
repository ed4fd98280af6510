import { notLoaded } from "./faults.ts";

/** Whether the ports of the file are there, and how far they are. */
export class Readiness {
  #isReady = false;
  #read = 0;

  /** Throws NOT_LOADED until {@link finish}. */
  assertReady(): void {
    if (!this.#isReady) throw notLoaded(`${this.#read} read so far`);
  }

  /** Tells how many records were read. */
  report(read: number): void {
    this.#read = read;
  }

  finish(): void {
    this.#isReady = true;
  }
}
