import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDomainPorts, toProfile } from "../../test/domain-ports.ts";
import { addUser } from "./add-user.ts";

describe("addUser", () => {
  it("stores a user under a new id at revision 1", async () => {
    const ports = createDomainPorts();
    const user = await addUser(ports, toProfile({ email: " Mael@Example.com " }));
    const createdAt = new Date("2024-01-01T00:00:00Z");
    const made = { id: "id-1", revision: 1, createdAt, updatedAt: createdAt };
    assert.deepEqual(user, { ...toProfile({ email: "Mael@Example.com" }), ...made });
    assert.deepEqual(await ports.store.findById("id-1"), user);
  });

  it("keeps the id it is given", async () => {
    const user = await addUser(createDomainPorts(), toProfile(), "my id/1");
    assert.equal(user.id, "my id/1");
  });

  it("refuses an email that differs from another's in case and blanks alone, and stores nothing", async () => {
    const ports = createDomainPorts();
    await addUser(ports, toProfile());
    const again = addUser(ports, toProfile({ email: " MAEL@example.COM " }));
    await assert.rejects(again, { code: "already_exists", reason: "EMAIL_TAKEN", message: "email already exists" });
    assert.equal((await ports.store.list({ order: "email" })).length, 1);
  });

  it("lets only one of two users with the same email in when they come at once", async () => {
    const ports = createDomainPorts();
    const settled = await Promise.allSettled([addUser(ports, toProfile()), addUser(ports, toProfile())]);
    assert.deepEqual(settled.map((result) => result.status).sort(), ["fulfilled", "rejected"]);
  });

  it("refuses an id that is taken", async () => {
    const ports = createDomainPorts();
    await addUser(ports, toProfile(), "one");
    await assert.rejects(addUser(ports, toProfile({ email: "other@x" }), "one"), { reason: "ID_TAKEN" });
  });

  const bad = [
    ["a name of a megabyte", toProfile({ firstName: "x".repeat(1 << 20) }), "user.first_name"],
    ["a name with a NUL byte", toProfile({ lastName: "a\0b" }), "user.last_name"],
    ["a name with an escape sequence", toProfile({ lastName: "\u001b[31mred" }), "user.last_name"],
    ["a phone number with a newline", toProfile({ phone: "1\n2" }), "user.phone"],
    ["half a surrogate pair", toProfile({ address: "\ud800" }), "user.address"],
    ["an address that is too long", toProfile({ address: "x".repeat(1025) }), "user.address"],
  ] as const;
  for (const [what, profile, field] of bad) {
    it(`refuses ${what}`, async () => {
      const ports = createDomainPorts();
      const violations = (thrown: { violations: { field: string }[] }) => thrown.violations[0]?.field === field;
      await assert.rejects(addUser(ports, profile), violations);
      assert.deepEqual(await ports.store.list({ order: "email" }), []);
    });
  }

  it("counts characters, not UTF-16 units, and accepts lines in an address", async () => {
    const user = await addUser(
      createDomainPorts(),
      toProfile({ firstName: "𝒳".repeat(256), address: "1 Road\r\n\tTown" }),
    );
    assert.equal(user.address, "1 Road\r\n\tTown");
    const long = toProfile({ firstName: "𝒳".repeat(257) });
    await assert.rejects(addUser(createDomainPorts(), long), { reason: "INVALID_TEXT" });
  });
});
