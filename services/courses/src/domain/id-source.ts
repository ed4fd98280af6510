/** Makes ids of courses. */
export interface IdSource {
  /**
   * Of the key, where there is one: a request that comes again under its key makes the same id. `day` is that of a key that
   * was used before the answer to it was forgotten.
   */
  newId(key: string | undefined, day?: string): string;
}
