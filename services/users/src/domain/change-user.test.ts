import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDomainPorts, toProfile } from "../../test/domain-ports.ts";
import { addUser } from "./add-user.ts";
import { changeUser } from "./change-user.ts";
import { removeUser } from "./remove-user.ts";

async function createUsers() {
  const ports = createDomainPorts();
  const user = await addUser(ports, toProfile());
  await addUser(ports, toProfile({ email: "other@example.com" }));
  return { ...ports, user };
}

describe("changeUser", () => {
  it("changes the fields it is given, the revision and the time, and nothing else", async () => {
    const users = await createUsers();
    const changed = await changeUser(users, { id: "id-1", fields: { age: 29, phone: "+33" } });
    const updatedAt = new Date("2024-01-01T00:00:02Z");
    assert.deepEqual(changed, { ...users.user, age: 29, phone: "+33", revision: 2, updatedAt });
    assert.deepEqual(await users.store.findById("id-1"), changed);
  });

  it("keeps the revision when nothing changes", async () => {
    const users = await createUsers();
    assert.deepEqual(await changeUser(users, { id: "id-1", fields: { age: 28 } }), users.user);
    assert.deepEqual(await changeUser(users, { id: "id-1", fields: {} }), users.user);
  });

  it("lets a user change the case of its own email", async () => {
    const users = await createUsers();
    const changed = await changeUser(users, { id: "id-1", fields: { email: "MAEL@example.com" } });
    assert.equal(changed.email, "MAEL@example.com");
  });

  it("refuses another user's email", async () => {
    const users = await createUsers();
    const change = changeUser(users, { id: "id-1", fields: { email: "Other@Example.com" } });
    await assert.rejects(change, { reason: "EMAIL_TAKEN" });
    assert.deepEqual(await users.store.findById("id-1"), users.user);
  });

  it("refuses a bad email and an id that no user has", async () => {
    const users = await createUsers();
    await assert.rejects(changeUser(users, { id: "id-1", fields: { email: "" } }), { reason: "INVALID_EMAIL" });
    await assert.rejects(changeUser(users, { id: "id-9", fields: {} }), {
      reason: "USER_NOT_FOUND",
      code: "not_found",
    });
  });

  it("refuses when the user was changed since it was read", async () => {
    const users = await createUsers();
    await changeUser(users, { id: "id-1", fields: { age: 29 }, revision: 1 });
    const late = changeUser(users, { id: "id-1", fields: { age: 30 }, revision: 1 });
    await assert.rejects(late, { code: "aborted", reason: "USER_CHANGED" });
    assert.equal((await users.store.findById("id-1"))?.age, 29);
  });
});

describe("removeUser", () => {
  it("removes the user, whose email is free again", async () => {
    const users = await createUsers();
    await removeUser(users, "id-1");
    assert.equal(await users.store.findById("id-1"), undefined);
    assert.equal((await addUser(users, toProfile())).id, "id-3");
  });

  it("refuses an id that no user has and a revision that has passed", async () => {
    const users = await createUsers();
    await assert.rejects(removeUser(users, "id-9"), { reason: "USER_NOT_FOUND" });
    await assert.rejects(removeUser(users, "id-1", 2), { reason: "USER_CHANGED" });
    assert.deepEqual(await users.store.findById("id-1"), users.user);
  });
});
