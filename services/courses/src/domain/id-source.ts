/** Makes ids of courses. */
export interface IdSource {
  /** Of the key, where there is one: a request that comes again under its key makes the same id. */
  newId(key: string | undefined): string;
}
