import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDomainPorts } from "../../test/domain-ports.ts";
import { samples } from "../samples.ts";
import { findUsers, pageUsers, type UserFilter } from "./find-users.ts";
import { loadSamples } from "./load-samples.ts";
import type { User } from "./user.ts";
import type { Cursor } from "./user-store.ts";

async function createSampledStore() {
  const { store, clock } = createDomainPorts();
  await loadSamples(store, clock, samples);
  return store;
}

const fullNames = (users: readonly User[]) => users.map((user) => `${user.firstName} ${user.lastName}`);

describe("findUsers", () => {
  it("finds by a part of a name, by email", async () => {
    const found = await findUsers(await createSampledStore(), { name: " ÄLENC" });
    assert.deepEqual(fullNames(found), ["Jenifer Valencia", "Valencia Dorsey"]);
  });

  it("finds by full name", async () => {
    const store = await createSampledStore();
    assert.deepEqual(fullNames(await findUsers(store, { name: "valencia  dorsey" })), ["Valencia Dorsey"]);
  });

  it("finds by age, by age and then email", async () => {
    const found = await findUsers(await createSampledStore(), { ageFrom: 30, ageTo: 42 });
    assert.deepEqual(
      found.map((user) => `${user.firstName} ${user.age}`),
      ["Benjamin 31", "Stone 31", "Alford 33", "Brock 35", "Ina 35", "Hardin 42"],
    );
  });

  it("orders by age when only one end of the range is given", async () => {
    const store = await createSampledStore();
    assert.deepEqual(fullNames(await findUsers(store, { ageTo: 23 })), [
      "Felix Lindqvist",
      "Acevedo Quinn",
      "Marcus Doyle",
    ]);
    assert.deepEqual(fullNames(await findUsers(store, { ageFrom: 57 })), [
      "Elaine Marsh",
      "Petra Novak",
      "Helena Brandt",
    ]);
  });

  it("finds by both", async () => {
    const store = await createSampledStore();
    assert.deepEqual(fullNames(await findUsers(store, { name: "in", ageFrom: 30, ageTo: 34 })), ["Benjamin Frazier"]);
  });

  it("refuses a name of which nothing is left", async () => {
    const store = await createSampledStore();
    for (const name of ["", " ", "\u0301", " \u0308 "]) {
      await assert.rejects(findUsers(store, { name }), { reason: "EMPTY_NAME_QUERY" });
    }
  });

  it("refuses a name of a megabyte and an inverted range", async () => {
    const store = await createSampledStore();
    await assert.rejects(findUsers(store, { name: "x".repeat(1 << 20) }), { reason: "INVALID_TEXT" });
    await assert.rejects(findUsers(store, { ageFrom: 2, ageTo: 1 }), { reason: "INVALID_AGE_RANGE" });
  });
});

describe("pageUsers", () => {
  for (const filter of [{}, { ageFrom: 20 }, { name: "a" }, { name: "e", ageTo: 50 }] satisfies UserFilter[]) {
    it(`gives every user of ${JSON.stringify(filter)} exactly once`, async () => {
      const store = await createSampledStore();
      const seen: User[] = [];
      let after: Cursor | undefined;
      do {
        const page = await pageUsers(store, filter, { size: 4, after });
        assert.ok(page.users.length === 4 || !page.next);
        seen.push(...page.users);
        after = page.next;
      } while (after);
      assert.deepEqual(seen, await findUsers(store, filter));
    });
  }

  it("has no next page after one that is just full", async () => {
    const page = await pageUsers(await createSampledStore(), {}, { size: 30 });
    assert.equal(page.users.length, 30);
    assert.equal(page.next, undefined);
  });
});
