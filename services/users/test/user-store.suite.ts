import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { foldText } from "@flotilla/chassis/listing";
import type { User } from "../src/domain/user.ts";
import type { UserEvent } from "../src/domain/user-event.ts";
import type { UserQuery, UserStore } from "../src/domain/user-store.ts";

/** A store that lives as long as the test that asked for it. */
export type OwnedStore = { readonly store: UserStore } & AsyncDisposable;

/** What every UserStore must do. */
export function userStoreSuite(name: string, create: () => Promise<OwnedStore>): void {
  describe(name, () => {
    findingSuite(create);
    orderSuite(create);
    transactionSuite(create);
    onceSuite(create);
  });
}

const at = new Date("2024-05-06T07:08:09.123Z");

export function toUser(id: string, fields: Partial<User> = {}): User {
  const email = `${id}@example.com`;
  const rest = { firstName: "First", lastName: "Last", age: 30, phone: "+1", address: "1 Road\nTown" };
  return { id, email, ...rest, revision: 1, createdAt: at, updatedAt: at, ...fields };
}

async function put(store: UserStore, kind: UserEvent["kind"], ...users: User[]): Promise<void> {
  await store.transact(async (transaction) => {
    for (const user of users) await transaction.apply({ kind, user, at });
  });
}

const idsOf = async (store: UserStore, query: UserQuery) => (await store.list(query)).map((user) => user.id);

function findingSuite(create: () => Promise<OwnedStore>): void {
  it("gives back what was added, field by field", async () => {
    await using owned = await create();
    const user = toUser("a", { firstName: "Maël", lastName: "Zoë 𝒳", age: -5, updatedAt: new Date(0), revision: 7 });
    await put(owned.store, "added", user);
    assert.deepEqual(await owned.store.findById("a"), user);
    assert.deepEqual(await owned.store.findByEmail("a@example.com"), user);
    assert.deepEqual(await owned.store.list({ order: "email" }), [user]);
  });

  it("answers undefined for an id or email that no user has", async () => {
    await using owned = await create();
    assert.equal(await owned.store.findById("nobody"), undefined);
    assert.equal(await owned.store.findByEmail("nobody@example.com"), undefined);
    assert.deepEqual(await owned.store.list({ order: "age" }), []);
  });

  it("finds an email whatever its case", async () => {
    await using owned = await create();
    await put(owned.store, "added", toUser("a", { email: "Élan.Vital@Example.com" }));
    const found = await owned.store.findByEmail(" ÉLAN.vital@EXAMPLE.com ");
    assert.equal(found?.email, "Élan.Vital@Example.com");
  });

  it("forgets the old email of a changed user and everything of a removed one", async () => {
    await using owned = await create();
    await put(owned.store, "added", toUser("a"), toUser("b"));
    await put(owned.store, "changed", toUser("a", { email: "new@example.com" }));
    await put(owned.store, "removed", toUser("b"));
    assert.equal(await owned.store.findByEmail("a@example.com"), undefined);
    assert.equal((await owned.store.findByEmail("new@example.com"))?.id, "a");
    assert.equal(await owned.store.findById("b"), undefined);
    assert.equal(await owned.store.findByEmail("b@example.com"), undefined);
  });

  it("lets two users swap their emails in one transaction", async () => {
    await using owned = await create();
    await put(owned.store, "added", toUser("a"), toUser("b"));
    await put(owned.store, "changed", toUser("a", { email: "t@x" }), toUser("b", { email: "a@example.com" }));
    await put(owned.store, "changed", toUser("a", { email: "b@example.com" }));
    assert.equal((await owned.store.findByEmail("a@example.com"))?.id, "b");
    assert.equal((await owned.store.findByEmail("b@example.com"))?.id, "a");
  });

  it("keeps NUL and other odd characters in a query from meaning anything", async () => {
    await using owned = await create();
    await put(owned.store, "added", toUser("a"));
    for (const odd of ["\0", "%", "_", "'", "x' OR '1'='1", "\ud800"]) {
      assert.deepEqual(await idsOf(owned.store, { order: "email", name: odd }), [], JSON.stringify(odd));
      assert.equal(await owned.store.findByEmail(odd), undefined);
      assert.equal(await owned.store.findById(odd), undefined);
    }
  });
}

function orderSuite(create: () => Promise<OwnedStore>): void {
  it("orders by email in byte order", async () => {
    await using owned = await create();
    const emails = ["b@x", "B@y", "a@x", "é@x", "￭@x", "𝒳@x", "a@x.y"];
    await put(owned.store, "added", ...emails.map((email, index) => toUser(String(index), { email })));
    const listed = await owned.store.list({ order: "email" });
    const sorted = [...emails].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    assert.deepEqual(
      listed.map((user) => user.email),
      sorted,
    );
  });

  it("filters ages over all of int32, by age and then email", async () => {
    await using owned = await create();
    const ages = [64, 65, 100, 128, 200, -5, 0, 2147483647, -2147483648, 65];
    await put(owned.store, "added", ...ages.map((age, index) => toUser(`u${index}`, { age })));
    const agesIn = async (ageFrom: number, ageTo: number) =>
      (await owned.store.list({ order: "age", ageFrom, ageTo })).map((user) => user.age);
    assert.deepEqual(await agesIn(60, 70), [64, 65, 65]);
    assert.deepEqual(await agesIn(65, 130), [65, 65, 100, 128]);
    assert.deepEqual(await agesIn(120, 300), [128, 200]);
    assert.deepEqual(await agesIn(-10, 21), [-5, 0]);
    assert.deepEqual(await agesIn(65, 65), [65, 65]);
    assert.deepEqual(
      await agesIn(-2147483648, 2147483647),
      [...ages].sort((a, b) => a - b),
    );
    assert.deepEqual(await idsOf(owned.store, { order: "age", ageFrom: 65, ageTo: 65 }), ["u1", "u9"]);
    assert.deepEqual(await idsOf(owned.store, { order: "age", ageFrom: 200 }), ["u4", "u7"]);
    assert.deepEqual(await idsOf(owned.store, { order: "age", ageTo: -6 }), ["u8"]);
  });

  it("searches names without case and accents, across first and last", async () => {
    await using owned = await create();
    await put(owned.store, "added", toUser("a", { firstName: "Valencia", lastName: "Dorsey" }));
    await put(owned.store, "added", toUser("m", { firstName: "Maël", lastName: "O'Straße" }));
    const search = (name: string) => idsOf(owned.store, { order: "email", name: foldText(name) });
    assert.deepEqual(await search("ALENC"), ["a"]);
    assert.deepEqual(await search("cia dor"), ["a"]);
    assert.deepEqual(await search("mael"), ["m"]);
    assert.deepEqual(await search("STRASSE"), ["m"]);
    assert.deepEqual(await search("a"), ["a", "m"]);
    assert.deepEqual(await search("dorsey valencia"), []);
  });

  it("goes on after a cursor, in either order", async () => {
    await using owned = await create();
    const users = [toUser("a", { age: 9 }), toUser("b", { age: 3 }), toUser("c", { age: 3 }), toUser("d", { age: 5 })];
    await put(owned.store, "added", ...users);
    const after = { age: 3, email: "b@example.com" };
    assert.deepEqual(await idsOf(owned.store, { order: "email", after }), ["c", "d"]);
    assert.deepEqual(await idsOf(owned.store, { order: "age", after }), ["c", "d", "a"]);
    assert.deepEqual(await idsOf(owned.store, { order: "age", after, limit: 2 }), ["c", "d"]);
    assert.deepEqual(await idsOf(owned.store, { order: "email", limit: 0 }), []);
  });
}

function transactionSuite(create: () => Promise<OwnedStore>): void {
  it("undoes everything when the work throws", async () => {
    await using owned = await create();
    await put(owned.store, "added", toUser("a"), toUser("b"));
    const failed = owned.store.transact(async (users) => {
      await users.apply({ kind: "added", user: toUser("c"), at });
      await users.apply({ kind: "changed", user: toUser("a", { email: "new@x" }), at });
      await users.apply({ kind: "removed", user: toUser("b"), at });
      throw new Error("changed my mind");
    });
    await assert.rejects(failed, /changed my mind/);
    assert.deepEqual(await idsOf(owned.store, { order: "email" }), ["a", "b"]);
    assert.equal((await owned.store.findByEmail("a@example.com"))?.id, "a");
    assert.equal(await owned.store.findByEmail("new@x"), undefined);
  });

  it("shows a transaction its own changes and nobody else before it commits", async () => {
    await using owned = await create();
    await put(owned.store, "added", toUser("a"));
    await owned.store.transact(async (users) => {
      await users.apply({ kind: "added", user: toUser("b"), at });
      await users.apply({ kind: "removed", user: toUser("a"), at });
      assert.equal((await users.findByEmail("b@example.com"))?.id, "b");
      assert.equal(await users.findById("a"), undefined);
      const seen = await users.list({ order: "email" });
      assert.deepEqual(
        seen.map((user) => user.id),
        ["b"],
      );
      assert.deepEqual(await idsOf(owned.store, { order: "email" }), ["a"]);
      assert.equal(await owned.store.findById("b"), undefined);
    });
    assert.deepEqual(await idsOf(owned.store, { order: "email" }), ["b"]);
  });

  it("runs transactions one after the other", async () => {
    await using owned = await create();
    await put(owned.store, "added", toUser("a", { age: 0 }));
    const grow = () =>
      owned.store.transact(async (users) => {
        const user = await users.findById("a");
        await new Promise((resolve) => setImmediate(resolve));
        await users.apply({ kind: "changed", user: { ...user!, age: user!.age + 1 }, at });
        return user!.age;
      });
    const seen = await Promise.all(Array.from({ length: 20 }, grow));
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, index) => index),
    );
    assert.equal((await owned.store.findById("a"))?.age, 20);
  });

  it("goes on after a transaction that failed", async () => {
    await using owned = await create();
    const failed = owned.store.transact(async () => {
      throw new Error("no");
    });
    const next = put(owned.store, "added", toUser("a"));
    await assert.rejects(failed, /no/);
    await next;
    assert.equal((await owned.store.findById("a"))?.id, "a");
  });
}

function onceSuite(create: () => Promise<OwnedStore>): void {
  it("runs named work once", async () => {
    await using owned = await create();
    const add = (id: string) =>
      owned.store.once("seed", async (users) => users.apply({ kind: "seeded", user: toUser(id), at }));
    assert.deepEqual(await Promise.all([add("a"), add("b")]), [true, false]);
    assert.deepEqual(await idsOf(owned.store, { order: "email" }), ["a"]);
  });

  it("runs named work again when it failed", async () => {
    await using owned = await create();
    const failed = owned.store.once("seed", async (users) => {
      await users.apply({ kind: "seeded", user: toUser("a"), at });
      throw new Error("no");
    });
    await assert.rejects(failed, /no/);
    assert.deepEqual(await idsOf(owned.store, { order: "email" }), []);
    const ran = await owned.store.once("seed", (users) => users.apply({ kind: "seeded", user: toUser("b"), at }));
    assert.equal(ran, true);
  });
}
