/** Taught in a room. */
export interface Class {
  readonly type: "class";
  readonly room: string;
  readonly hoursPerWeek: number;
}

/** Chosen freely. */
export interface Elective {
  readonly type: "elective";
  readonly credits: number;
  /** In words; may be empty. */
  readonly prerequisites: string;
}

/** Work at another organisation. */
export interface Externship {
  readonly type: "externship";
  readonly organisation: string;
  /** May be empty. */
  readonly supervisor: string;
  readonly weeks: number;
}

/** What sets a course apart from those of other kinds. */
export type Kind = Class | Elective | Externship;
