import { type SampleUser, sampleUsers, userCount, userId } from "./sample-users.ts";

/** What a client may say of a new user. */
export type NewUser = Pick<SampleUser, "email" | "firstName" | "lastName" | "age" | "phone" | "address">;

/** How many added users are kept; each further one drops the oldest, so that a run can be of any length. */
const mostAdded = 10_000;

/** An added user, and the id that it is asked for by. */
interface Added<T> {
  readonly id: string;
  readonly answer: T;
}

/**
 * The sample users and the newest of those added, each in the form that a server answers. Those added lie in a ring: a
 * Map that forgets as much as it learns makes a new table again and again, which cost more than a framework's routing
 * (measured), and it is not stores that are compared.
 */
export class UserRing<T> {
  readonly #toAnswer: (user: SampleUser) => T;
  readonly #samples: ReadonlyMap<string, T>;
  readonly #ring: Added<T>[] = [];
  #added = 0;

  constructor(toAnswer: (user: SampleUser) => T) {
    this.#toAnswer = toAnswer;
    this.#samples = new Map(sampleUsers().map((user) => [user.id, toAnswer(user)]));
  }

  find(id: string): T | undefined {
    return this.#samples.get(id) ?? this.#findAdded(id);
  }

  add({ email, firstName, lastName, age, phone, address }: NewUser): T {
    const number = userCount + this.#added;
    const [id, createTime, etag] = [userId(number), new Date(), number.toString(16).padStart(8, "0")];
    const fields = { id, email, firstName, lastName, age, phone, address, createTime, updateTime: createTime, etag };
    const answer = this.#toAnswer(fields);
    this.#ring[this.#added % mostAdded] = { id, answer };
    this.#added += 1;
    return answer;
  }

  #findAdded(id: string): T | undefined {
    const place = (Number.parseInt(id, 16) - userCount) % mostAdded;
    const added = this.#ring[place];
    return added?.id === id ? added.answer : undefined;
  }
}
