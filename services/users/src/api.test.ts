import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { createDomainPorts, toProfile } from "../test/domain-ports.ts";
import { invoke } from "../test/invoke.ts";
import { createUsersApi } from "./api.ts";
import { loadSamples } from "./domain/load-samples.ts";
import { samples } from "./samples.ts";

const { createUser, getUser, getUserByEmail, listUsers, updateUser, deleteUser } = UsersService.method;

async function createSampledApi() {
  const ports = createDomainPorts();
  await loadSamples(ports.store, ports.clock, samples);
  return createUsersApi(ports);
}

async function createApiWithUser() {
  const api = createUsersApi(createDomainPorts());
  const { answer: user } = await invoke(api, createUser, { user: toProfile() });
  return { api, user };
}

describe("UsersService", () => {
  it("creates a user and names its place", async () => {
    const api = createUsersApi(createDomainPorts());
    const given = { ...toProfile(), id: "ignored", etag: "ignored" };
    const { answer, call } = await invoke(api, createUser, { user: given });
    assert.equal(answer.id, "id-1");
    assert.equal(answer.firstName, "Maël");
    assert.equal(answer.etag, "1");
    assert.deepEqual(timestampDate(answer.createTime!), new Date("2024-01-01T00:00:00Z"));
    assert.deepEqual(answer.updateTime, answer.createTime);
    assert.equal(call.responseHeaders?.["location"], "/v1/users/id-1");
  });

  it("refuses an email that is taken or has not the form of one", async () => {
    const { api } = await createApiWithUser();
    await assert.rejects(invoke(api, createUser, { user: toProfile() }), { code: "already_exists" });
    await assert.rejects(invoke(api, createUser, { user: {} }), { reason: "INVALID_EMAIL" });
    await assert.rejects(invoke(api, createUser), { reason: "MISSING_USER" });
  });

  it("finds a user by id and by email", async () => {
    const { api, user } = await createApiWithUser();
    assert.deepEqual((await invoke(api, getUser, { id: "id-1" })).answer, user);
    assert.deepEqual((await invoke(api, getUserByEmail, { email: "MAEL@example.com " })).answer, user);
    await assert.rejects(invoke(api, getUser, { id: "x" }), { code: "not_found", reason: "USER_NOT_FOUND" });
    await assert.rejects(invoke(api, getUserByEmail, { email: "x" }), { code: "not_found", reason: "USER_NOT_FOUND" });
  });

  it("lists fifty users a page unless told otherwise, and never more than a thousand", async () => {
    const ports = createDomainPorts();
    for (let count = 0; count < 1001; count++) {
      const user = { ...toProfile({ email: `u${count}@x` }), id: `u${count}`, revision: 1 };
      const at = new Date(0);
      const event = { kind: "added", user: { ...user, createdAt: at, updatedAt: at }, at } as const;
      await ports.store.transact((users) => users.apply(event));
    }
    const api = createUsersApi(ports);
    assert.equal((await invoke(api, listUsers)).answer.users.length, 50);
    assert.equal((await invoke(api, listUsers, { pageSize: 5000 })).answer.users.length, 1000);
  });

  it("pages through a filtered listing", async () => {
    const api = await createSampledApi();
    const filter = { ageFrom: 30, ageTo: 42 };
    const first = (await invoke(api, listUsers, { ...filter, pageSize: 4 })).answer;
    assert.deepEqual(
      first.users.map((user) => user.firstName),
      ["Benjamin", "Stone", "Alford", "Brock"],
    );
    const pageToken = first.nextPageToken;
    const second = (await invoke(api, listUsers, { ...filter, pageSize: 4, pageToken })).answer;
    assert.deepEqual(
      second.users.map((user) => user.firstName),
      ["Ina", "Hardin"],
    );
    assert.equal(second.nextPageToken, "");
  });

  it("refuses a page token of other filters, or made up", async () => {
    const api = await createSampledApi();
    const { nextPageToken } = (await invoke(api, listUsers, { name: "a", pageSize: 1 })).answer;
    const madeUp = ["x", "W10", "bnVsbA", Buffer.from('["[null,null,null]","1","a"]').toString("base64url")];
    for (const pageToken of [nextPageToken, ...madeUp]) {
      await assert.rejects(invoke(api, listUsers, { pageToken }), { reason: "INVALID_PAGE_TOKEN" });
    }
  });

  it("changes what the mask names, or what is not empty without one", async () => {
    const { api } = await createApiWithUser();
    const update = async (user: object, paths?: string[]) =>
      (await invoke(api, updateUser, { user: { id: "id-1", ...user }, ...(paths && { updateMask: { paths } }) }))
        .answer;
    const masked = await update({ age: 0, phone: "ignored", lastName: "Smith" }, ["age", "last_name"]);
    assert.deepEqual([masked.age, masked.phone, masked.lastName, masked.etag], [0, "", "Smith", "2"]);
    const implied = await update({ age: 0, phone: "+33" });
    assert.deepEqual([implied.phone, implied.lastName, implied.email], ["+33", "Smith", "mael@example.com"]);
    const all = await update({ email: "new@x" }, ["*"]);
    assert.deepEqual([all.email, all.firstName, all.phone, all.age], ["new@x", "", "", 0]);
  });

  for (const paths of [["id"], ["create_time"], ["name.first"], ["toString"], ["*", "age"], [""], ["age", "nope"]]) {
    it(`refuses the mask ${paths}`, async () => {
      const { api } = await createApiWithUser();
      const refused = invoke(api, updateUser, { user: { id: "id-1", age: 3 }, updateMask: { paths } });
      await assert.rejects(refused, { code: "invalid_argument", reason: "INVALID_UPDATE_MASK" });
    });
  }

  it("refuses an update or a removal with an etag that has passed", async () => {
    const { api } = await createApiWithUser();
    const update = (etag: string, age: number) => invoke(api, updateUser, { user: { id: "id-1", age, etag } });
    assert.equal((await update("1", 29)).answer.etag, "2");
    for (const etag of ["1", "x", "-1", "9".repeat(64)]) {
      await assert.rejects(update(etag, 30), { code: "aborted", reason: "USER_CHANGED" });
      await assert.rejects(invoke(api, deleteUser, { id: "id-1", etag }), { reason: "USER_CHANGED" });
    }
    await invoke(api, deleteUser, { id: "id-1", etag: "2" });
    await assert.rejects(invoke(api, getUser, { id: "id-1" }), { reason: "USER_NOT_FOUND" });
  });

  it("removes a user once", async () => {
    const { api } = await createApiWithUser();
    await invoke(api, deleteUser, { id: "id-1" });
    await assert.rejects(invoke(api, deleteUser, { id: "id-1" }), { code: "not_found", reason: "USER_NOT_FOUND" });
  });
});
