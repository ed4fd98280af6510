/** Lets those who change the same course at once get out of each other's way. */
export interface Retreat {
  /** Waits a random while; longer at the second try than at the first, and so on. */
  pause(attempt: number): Promise<void>;
}
