import assert from "node:assert/strict";
import { it } from "node:test";
import { createRandom } from "@flotilla/testkit/random";
import { addUser } from "../src/domain/add-user.ts";
import { changeUser } from "../src/domain/change-user.ts";
import { findUsers, pageUsers } from "../src/domain/find-users.ts";
import { removeUser } from "../src/domain/remove-user.ts";
import type { UserStore } from "../src/domain/user-store.ts";
import { createMemoryStore, createSqliteStore } from "./owned-stores.ts";

const seeds = [1, 2, 3, 4, 5];
const steps = 150;

const words = ["Ann", "ÄNN", "ß", "Σας", "𝒳", "￭", "o'Neil", "", "zoë"];
const ages = [-2147483648, -5, 0, 30, 64, 65, 128, 200, 2147483647];

/** Does to a store what the seed says, and tells everything that can be seen of it. */
async function play(store: UserStore, seed: number): Promise<unknown[]> {
  const random = createRandom(seed);
  const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!;
  let count = 0;
  const ports = { store, ids: { newId: () => `id-${count++}` }, clock: { now: () => new Date(count) } };
  const toEmail = () => `${pick(["a", "A", "é", "E\u0301", "z"])}${Math.floor(random() * 9)}@x`;
  const toId = () => `id-${Math.floor(random() * 30)}`;
  const toProfile = () => ({
    ...{ email: toEmail(), firstName: pick(words), lastName: pick(words) },
    ...{ age: pick(ages), phone: "", address: pick(words) },
  });
  const toFilter = () => ({
    name: random() < 0.5 ? pick(["n", "ss", "Σ", "x", "o"]) : undefined,
    ageFrom: random() < 0.5 ? pick([-2147483648, 0, 64]) : undefined,
    ageTo: random() < 0.5 ? pick([65, 200, 2147483647]) : undefined,
  });
  const actions = [
    () => addUser(ports, toProfile()),
    () => changeUser(ports, { id: toId(), fields: toProfile() }),
    () => removeUser(ports, toId()),
    () => findUsers(store, toFilter()),
    () => pageUsers(store, toFilter(), { size: 3, after: { age: pick(ages), email: toEmail() } }),
    () => store.findByEmail(toEmail()),
  ];
  const seen: unknown[] = [];
  for (let step = 0; step < steps; step++) {
    seen.push(await pick(actions)().catch((fault) => (fault as { reason: string }).reason));
  }
  return [...seen, await findUsers(store, {})];
}

for (const seed of seeds) {
  it(`memory and sqlite cannot be told apart (seed ${seed})`, async () => {
    await using memory = await createMemoryStore();
    await using sqlite = await createSqliteStore();
    const expected = await play(memory.store, seed);
    assert.deepEqual(await play(sqlite.store, seed), expected);
    assert.ok(expected.includes("EMAIL_TAKEN") && expected.includes("USER_NOT_FOUND"));
  });
}
