import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { Status_StatusCode as Code, type UserSchema, UserService } from "@flotilla/contract/user/user";
import { assertFault, matrix } from "@flotilla/testkit";
import { createTestUsers } from "./create-test-users.ts";

const skip = { rest: "the old contract has no REST form" };
const maël = { email: "mael.valais@gmail.com", name: { first: "Maël", last: "Valais" } };

describe("user.UserService", () => {
  matrix(
    () => createTestUsers({ samples: true }),
    (_, transport) => {
      const users = createClient(UserService, transport);
      const create = (user: MessageInitShape<typeof UserSchema>) => users.create({ user });

      it("creates a user once and answers FAILED the second time", async () => {
        const first = await create(maël);
        assert.equal(first.status?.code, Code.SUCCESS);
        assert.match(first.user!.id, /^[0-9a-v]{20}$/);
        const second = await create(maël);
        assert.deepEqual([second.status?.code, second.status?.msg], [Code.FAILED, "email already exists"]);
        assert.equal(second.user?.email, "");
        assert.equal((await users.list({})).users.length, 31);
      });

      it("answers a listing, a look-up and both searches", async () => {
        const listed = await users.list({});
        assert.deepEqual([listed.status?.code, listed.users.length], [Code.SUCCESS, 30]);
        const found = await users.getByEmail({ email: "valencia.dorsey@email.info" });
        assert.deepEqual([found.status?.code, found.user?.phone], [Code.SUCCESS, "+1 (906) 568-2594"]);
        const named = await users.searchName({ query: "alenc" });
        assert.equal(named.users.length, 2);
        const aged = await users.searchAge({ ageRange: { from: 30, toIncluded: 42 } });
        assert.deepEqual(
          aged.users.map((user) => user.age),
          [31, 31, 33, 35, 35, 42],
        );
      });

      it("answers INVALID_QUERY for what cannot be asked or found", async () => {
        const answers = [
          [await users.getByEmail({ email: "x" }), "the email x cannot be found"],
          [await users.getByEmail({}), "the email  cannot be found"],
          [await users.searchName({}), "name query cannot be empty"],
          [await users.searchAge({}), "the AgeRange object cannot be omitted"],
          [
            await users.searchAge({ ageRange: { from: 1 } }),
            "age is invalid, the 'from' age must be lower or equal to the 'to' age",
          ],
        ] as const;
        for (const [{ status }, msg] of answers) {
          assert.deepEqual([status?.code, status?.msg], [Code.INVALID_QUERY, msg]);
        }
      });

      it("survives a request without user or name (bug 1)", async () => {
        await assertFault(users.create({}), { code: "invalid_argument", reason: "MISSING_USER" });
        await assertFault(create({ email: "a@b.c" }), { code: "invalid_argument", reason: "MISSING_USER" });
        await assertFault(create({ name: {} }), { code: "invalid_argument", reason: "INVALID_EMAIL" });
        assert.equal((await users.list({})).users.length, 30);
      });
    },
    { skip },
  );
});
