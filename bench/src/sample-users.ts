/** A user as `flotilla.users.v1.User` has it, with its times as dates. */
export interface SampleUser {
  readonly id: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly age: number;
  readonly phone: string;
  readonly address: string;
  readonly createTime: Date;
  readonly updateTime: Date;
  readonly etag: string;
}

/** How many users every server under test knows; the load asks for each of them. */
export const userCount = 10_000;

const firstNames = ["Ada", "Alan", "Barbara", "Dennis", "Edsger", "Frances", "Grace", "Hedy", "Joan", "Ken"] as const;
const lastNames = ["Allen", "Clarke", "Dijkstra", "Hopper", "Lamarr", "Liskov", "Lovelace"] as const;
const firstStored = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

/** The i-th user; the Go peers follow the same rule, and the runner compares the answers before it measures. */
export function sampleUser(i: number): SampleUser {
  const stored = new Date(firstStored + i * 1000);
  return {
    id: userId(i),
    email: `user${i}@example.com`,
    firstName: firstNames[i % firstNames.length]!,
    lastName: lastNames[i % lastNames.length]!,
    age: 18 + (i % 60),
    phone: `+1 (555) ${100 + (i % 900)}-${String(i % 10_000).padStart(4, "0")}`,
    address: `${i} Harbour Street, Portsmouth`,
    createTime: stored,
    updateTime: stored,
    etag: i.toString(16).padStart(8, "0"),
  };
}

/** The id of the i-th user. */
export function userId(i: number): string {
  return i.toString(16).padStart(24, "0");
}

/** All users, first to last. */
export function sampleUsers(): SampleUser[] {
  return Array.from({ length: userCount }, (_, i) => sampleUser(i));
}
