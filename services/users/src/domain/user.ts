/** What a user tells about themselves. */
export interface Profile {
  /** As typed, without blanks around it; {@link emailKey} makes it unique. */
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Years. The old contract lets any int32 in. */
  readonly age: number;
  readonly phone: string;
  readonly address: string;
}

/** A stored user. */
export interface User extends Profile {
  /** Never changes. */
  readonly id: string;
  /** 1 when added, one more with every change. */
  readonly revision: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The fields of a {@link Profile}. */
export const profileFields = [
  "email",
  "firstName",
  "lastName",
  "age",
  "phone",
  "address",
] as const satisfies readonly (keyof Profile)[];
