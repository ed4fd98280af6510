import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sampleUser, userCount, userId } from "./sample-users.ts";
import { UserRing } from "./user-ring.ts";

const fields = sampleUser(3);

describe("UserRing", () => {
  it("finds the samples and what was added", () => {
    const users = new UserRing((user) => user);
    const added = users.add(fields);
    assert.deepEqual(users.find(userId(7)), sampleUser(7));
    assert.equal(users.find(added.id), added);
    assert.deepEqual([added.id, added.email], [userId(userCount), fields.email]);
  });

  it("keeps the newest 10,000 of those added and every sample", () => {
    const users = new UserRing(({ id }) => id);
    const first = users.add(fields);
    for (let i = 1; i < 10_000; i++) users.add(fields);
    assert.equal(users.find(first), first);
    users.add(fields);
    assert.equal(users.find(first), undefined);
    assert.equal(users.find(userId(0)), userId(0));
  });
});
