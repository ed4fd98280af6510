import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Client, createClient, type Transport } from "@connectrpc/connect";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { assertFault, matrix } from "@flotilla/testkit";
import { createTestUsers } from "./create-test-users.ts";

const maël = { email: "Mael@Example.com", firstName: "Maël", lastName: "Valais", age: 28, address: "Toulouse" };

describe("UsersService", () => {
  matrix(
    () => createTestUsers(),
    (_, transport) => {
      const users = createClient(UsersService, transport);
      lifeTests(users);
      refusalTests(users);
    },
  );
});

describe("UsersService with samples", () => {
  matrix(
    () => createTestUsers({ samples: true }),
    (_, transport) => listTests(transport),
  );
});

function lifeTests(users: Client<typeof UsersService>): void {
  it("creates, finds, changes and deletes a user", async () => {
    const created = await users.createUser({ user: maël });
    assert.match(created.id, /^[0-9a-v]{20}$/);
    assert.deepEqual([created.email, created.firstName, created.age], ["Mael@Example.com", "Maël", 28]);
    assert.deepEqual(await users.getUser({ id: created.id }), created);
    assert.deepEqual(await users.getUserByEmail({ email: " mael@example.COM" }), created);
    const user = { id: created.id, age: 0, phone: "+33", etag: created.etag };
    const changed = await users.updateUser({ user, updateMask: { paths: ["age", "phone"] } });
    assert.deepEqual([changed.age, changed.phone, changed.address, changed.etag], [0, "+33", "Toulouse", "2"]);
    await users.deleteUser({ id: created.id });
    await assertFault(users.getUser({ id: created.id }), { code: "not_found", reason: "USER_NOT_FOUND" });
    assert.deepEqual((await users.listUsers({})).users, []);
  });

  it("changes what is not empty without a mask", async () => {
    const { id } = await users.createUser({ user: maël });
    const changed = await users.updateUser({ user: { id, lastName: "V." } });
    assert.deepEqual([changed.firstName, changed.lastName, changed.age], ["Maël", "V.", 28]);
  });
}

function refusalTests(users: Client<typeof UsersService>): void {
  it("refuses an email that is taken", async () => {
    await users.createUser({ user: maël });
    const again = users.createUser({ user: { email: "MAEL@example.com" } });
    await assertFault(again, { code: "already_exists", reason: "EMAIL_TAKEN", message: "email already exists" });
  });

  it("refuses what the contract or the domain does not allow", async () => {
    const create = (fields: object) => users.createUser({ user: { ...maël, ...fields } });
    await assertFault(create({ age: 151 }), { code: "invalid_argument", reason: "VALIDATION_FAILED" });
    await assertFault(create({ age: -1 }), { code: "invalid_argument", reason: "VALIDATION_FAILED" });
    await assertFault(create({ firstName: "x".repeat(257) }), { reason: "VALIDATION_FAILED" });
    await assertFault(create({ email: "nope" }), { code: "invalid_argument", reason: "INVALID_EMAIL" });
    await assertFault(create({ email: "" }), { code: "invalid_argument", reason: "INVALID_EMAIL" });
    await assertFault(create({ lastName: "a\0b" }), { code: "invalid_argument", reason: "INVALID_TEXT" });
    await assertFault(users.createUser({}), { code: "invalid_argument" });
    assert.deepEqual((await users.listUsers({})).users, []);
  });

  it("refuses updates and deletes of users that are not there, or no longer the same", async () => {
    await assertFault(users.updateUser({ user: { id: "x", age: 1 } }), { reason: "USER_NOT_FOUND" });
    await assertFault(users.deleteUser({ id: "x" }), { reason: "USER_NOT_FOUND" });
    const { id } = await users.createUser({ user: maël });
    await assertFault(users.deleteUser({ id, etag: "7" }), { code: "aborted", reason: "USER_CHANGED" });
    const masked = users.updateUser({ user: { id }, updateMask: { paths: ["id"] } });
    await assertFault(masked, { code: "invalid_argument", reason: "INVALID_UPDATE_MASK" });
  });
}

function listTests(transport: Transport): void {
  const users = createClient(UsersService, transport);

  it("lists by name, by age and page by page", async () => {
    const names = async (request: Parameters<typeof users.listUsers>[0]) =>
      (await users.listUsers(request)).users.map((user) => `${user.firstName} ${user.lastName}`);
    assert.deepEqual(await names({ name: "ALENC" }), ["Jenifer Valencia", "Valencia Dorsey"]);
    assert.deepEqual(await names({ ageFrom: 59 }), ["Helena Brandt"]);
    assert.deepEqual(await names({ ageTo: 22 }), ["Felix Lindqvist", "Acevedo Quinn"]);
    assert.deepEqual(await names({ ageFrom: 0, ageTo: 0 }), []);
    const first = await users.listUsers({ pageSize: 29 });
    const last = await users.listUsers({ pageSize: 29, pageToken: first.nextPageToken });
    assert.deepEqual([first.users.length, last.users.length, last.nextPageToken], [29, 1, ""]);
  });

  it("refuses filters that make no sense", async () => {
    await assertFault(users.listUsers({ name: " " }), { reason: "EMPTY_NAME_QUERY" });
    await assertFault(users.listUsers({ ageFrom: 2, ageTo: 1 }), { reason: "INVALID_AGE_RANGE" });
    await assertFault(users.listUsers({ pageToken: "x" }), { reason: "INVALID_PAGE_TOKEN" });
    await assertFault(users.listUsers({ pageSize: -1 }), { reason: "VALIDATION_FAILED" });
  });
}
