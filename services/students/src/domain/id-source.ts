/** Makes ids of students. Those of a later millisecond sort after those of an earlier one. */
export interface IdSource {
  newId(): string;
}
