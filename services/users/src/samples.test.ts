import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createDomainPorts, toProfile } from "../test/domain-ports.ts";
import { addUser } from "./domain/add-user.ts";
import { changeUser } from "./domain/change-user.ts";
import { checkProfile } from "./domain/check-profile.ts";
import { loadSamples } from "./domain/load-samples.ts";
import { removeUser } from "./domain/remove-user.ts";
import { samples } from "./samples.ts";

describe("samples", () => {
  it("are thirty, sorted by email, with every field filled in", () => {
    assert.equal(samples.length, 30);
    const emails = samples.map((sample) => sample.email);
    assert.deepEqual(emails, [...emails].sort());
    for (const sample of samples) {
      const { id, ...profile } = sample;
      assert.match(id, /^[0-9a-f]{24}$/);
      assert.deepEqual(checkProfile(profile), profile);
      assert.match(sample.email, new RegExp(`^${sample.firstName}\\.${sample.lastName}@email\\.[a-z.]+$`, "i"));
      assert.match(sample.phone, /^\+1 \(\d{3}\) \d{3}-\d{4}$/);
      assert.ok(sample.age >= 21 && sample.age <= 60 && sample.address !== "");
    }
  });

  it("have distinct ids, emails and phone numbers", () => {
    for (const field of ["id", "email", "phone"] as const) {
      assert.equal(new Set(samples.map((sample) => sample[field])).size, 30, field);
    }
  });

  it("hold the one user that is documented in full", () => {
    assert.deepEqual(
      samples.find((sample) => sample.firstName === "Valencia"),
      {
        id: "5cfdf218f7efd273906c5b9e",
        phone: "+1 (906) 568-2594",
        firstName: "Valencia",
        lastName: "Dorsey",
        email: "valencia.dorsey@email.info",
        age: 51,
        address: "941 Merit Court, Grill, Mississippi, 4961",
      },
    );
  });
});

describe("loadSamples", () => {
  it("leaves changed and removed samples alone when it runs again", async () => {
    const ports = createDomainPorts();
    assert.equal(await loadSamples(ports.store, ports.clock, samples), true);
    await removeUser(ports, samples[0]!.id);
    await changeUser(ports, { id: samples[1]!.id, fields: { email: "moved@example.com" } });
    assert.equal(await loadSamples(ports.store, ports.clock, samples), false);
    assert.equal((await ports.store.list({ order: "email" })).length, 29);
  });

  it("adds to users that are there, and leaves out samples whose email is taken", async () => {
    const ports = createDomainPorts();
    await addUser(ports, toProfile());
    await addUser(ports, toProfile({ email: samples[0]!.email.toUpperCase() }));
    await loadSamples(ports.store, ports.clock, samples);
    assert.equal((await ports.store.list({ order: "email" })).length, 31);
  });
});
