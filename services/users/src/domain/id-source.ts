/** Makes ids that no user has yet. */
export interface IdSource {
  newId(): string;
}
