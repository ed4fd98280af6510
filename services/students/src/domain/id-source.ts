/** Makes ids of students: each is later in order than those made before. */
export interface IdSource {
  newId(): string;
}
