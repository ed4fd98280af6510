import { type SampleUser, sampleUsers, userCount, userId } from "./sample-users.ts";

/** What a client may say of a new user. */
export type NewUser = Pick<SampleUser, "email" | "firstName" | "lastName" | "age" | "phone" | "address">;

/** How many added users are kept; each further one drops the oldest, so that a run can be of any length. */
const mostAdded = 10_000;

/** The sample users and the newest of those added, each in the form that a server answers. */
export class UserRing<T> {
  readonly #toAnswer: (user: SampleUser) => T;
  readonly #users: Map<string, T>;
  #added = 0;

  constructor(toAnswer: (user: SampleUser) => T) {
    this.#toAnswer = toAnswer;
    this.#users = new Map(sampleUsers().map((user) => [user.id, toAnswer(user)]));
  }

  find(id: string): T | undefined {
    return this.#users.get(id);
  }

  add({ email, firstName, lastName, age, phone, address }: NewUser): T {
    const number = userCount + this.#added;
    if (this.#added >= mostAdded) this.#users.delete(userId(number - mostAdded));
    this.#added += 1;
    const [id, now, etag] = [userId(number), new Date(), number.toString(16).padStart(8, "0")];
    const fields = { email, firstName, lastName, age, phone, address };
    const added = this.#toAnswer({ id, ...fields, createTime: now, updateTime: now, etag });
    this.#users.set(id, added);
    return added;
  }
}
