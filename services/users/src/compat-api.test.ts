import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import {
  Status_StatusCode as Code,
  CreateRespSchema,
  type User,
  UserSchema,
  UserService,
} from "@flotilla/contract/user/user";
import { createDomainPorts } from "../test/domain-ports.ts";
import { invoke } from "../test/invoke.ts";
import { createLogLines } from "../test/log-lines.ts";
import { createCompatApi } from "./compat-api.ts";
import { loadSamples } from "./domain/load-samples.ts";
import { samples } from "./samples.ts";

const { create: createRpc, list, getByEmail, searchName, searchAge } = UserService.method;

function createApi(ports = createDomainPorts()) {
  const { log, lines } = createLogLines();
  const refused: string[][] = [];
  const refusals = { count: (...labels: string[]) => void refused.push(labels) };
  return { ...ports, lines, refused, service: createCompatApi({ ...ports, log, refusals }) };
}

async function createSampledApi() {
  const api = createApi();
  await loadSamples(api.store, api.clock, samples);
  return api;
}

const maël = { email: "mael.valais@gmail.com", name: { first: "Maël", last: "Valais" }, address: "Toulouse" };
const success = { code: Code.SUCCESS, msg: "" };

function assertStatus(status: unknown, code: Code, msg: string): void {
  const { code: actual, msg: text } = status as { code: Code; msg: string };
  assert.deepEqual({ code: actual, msg: text }, { code, msg });
}

/** As users-cli prints them. */
const toLine = ({ name, email, age, address }: User) =>
  `${name?.first} ${name?.last} <${email}> (${age} years old, address: ${address})`;

describe("Create", () => {
  it("stores the user under a new id", async () => {
    const { service, lines } = createApi();
    const { answer, call } = await invoke(service, createRpc, { user: maël });
    assertStatus(answer.status, success.code, success.msg);
    assert.deepEqual(answer.user, create(UserSchema, { ...maël, id: "id-1" }));
    assert.equal(call.reason, undefined);
    assert.deepEqual(lines, [[{ email: maël.email }, "create request received"]]);
  });

  it("keeps an id that is given", async () => {
    const { service } = createApi();
    const { answer } = await invoke(service, createRpc, { user: { ...maël, id: "mine" } });
    assert.equal(answer.user?.id, "mine");
  });

  it("answers FAILED with an empty user when the email exists, whatever its case", async () => {
    const { service, refused } = createApi();
    await invoke(service, createRpc, { user: maël });
    const { answer, call } = await invoke(service, createRpc, { user: { ...maël, email: " Mael.Valais@GMAIL.com" } });
    assertStatus(answer.status, Code.FAILED, "email already exists");
    assert.deepEqual(answer.user, create(UserSchema));
    assert.equal(call.reason, "EMAIL_TAKEN");
    assert.deepEqual(refused, [["Create", "EMAIL_TAKEN"]]);
    const bytes = Buffer.from(toBinary(CreateRespSchema, answer)).toString("latin1");
    assert.equal(bytes, "\n\x16\x12\x14email already exists\x12\0");
  });

  it("answers FAILED when the id exists", async () => {
    const { service } = createApi();
    await invoke(service, createRpc, { user: { ...maël, id: "mine" } });
    const { answer, call } = await invoke(service, createRpc, { user: { ...maël, id: "mine", email: "other@x" } });
    assertStatus(answer.status, Code.FAILED, "id already exists");
    assert.equal(call.reason, "ID_TAKEN");
  });

  for (const [what, user, field] of [
    ["a user", undefined, "user"],
    ["a name", { email: "a@b.c" }, "user.name"],
  ] as const) {
    it(`refuses a request without ${what} (bug 1)`, async () => {
      const refused = invoke(createApi().service, createRpc, user ? { user } : {});
      await assert.rejects(refused, {
        code: "invalid_argument",
        reason: "MISSING_USER",
        message: `${field} must be set`,
      });
    });
  }

  for (const email of ["", "  ", "no-at-sign", "a@b c", "a\0@b.c"]) {
    it(`refuses the email ${JSON.stringify(email)} as an invalid argument (bug 8)`, async () => {
      const refused = invoke(createApi().service, createRpc, { user: { ...maël, email } });
      await assert.rejects(refused, { code: "invalid_argument", reason: "INVALID_EMAIL" });
    });
  }

  for (const age of [-5, 200, 2147483647, -2147483648]) {
    it(`accepts the age ${age}, which the contract allows`, async () => {
      const { answer } = await invoke(createApi().service, createRpc, { user: { ...maël, age } });
      assert.equal(answer.user?.age, age);
    });
  }

  it("accepts a user whose name is empty", async () => {
    const { answer } = await invoke(createApi().service, createRpc, { user: { email: "foo@bar.com", name: {} } });
    assert.equal(toLine(answer.user!), "  <foo@bar.com> (0 years old, address: )");
  });

  it("names the operation and nothing of the cause when the store fails", async () => {
    const ports = createDomainPorts();
    const cause = new Error("disk on fire");
    const store = Object.assign(ports.store, { transact: () => Promise.reject(cause) });
    const failed = invoke(createApi({ ...ports, store }).service, createRpc, { user: { ...maël, email: "a@b.c" } });
    const message = "something wrong happened while creating user, email=a@b.c";
    await assert.rejects(failed, { code: "unknown", reason: "OPERATION_FAILED", message, cause });
  });
});

describe("List", () => {
  it("answers all users by email", async () => {
    const { service } = await createSampledApi();
    const { answer } = await invoke(service, list);
    assertStatus(answer.status, success.code, success.msg);
    assert.equal(answer.users.length, 30);
    assert.deepEqual([...answer.users.slice(0, 6), ...answer.users.slice(-4)].map(toLine), [
      "Acevedo Quinn <acevedo.quinn@email.us> (22 years old, address: 403 Lawn Court, Walland, Federated States Of Micronesia, 8260)",
      "Alford Cole <alford.cole@email.net> (33 years old, address: 763 Halleck Street, Elbert, Nevada, 3291)",
      "Angeline Stokes <angeline.stokes@email.biz> (48 years old, address: 526 Java Street, Hailesboro, Pennsylvania, 1648)",
      "Beasley Byrd <beasley.byrd@email.io> (56 years old, address: 213 McKibbin Street, Veguita, New Jersey, 3943)",
      "Benjamin Frazier <benjamin.frazier@email.net> (31 years old, address: 289 Cyrus Avenue, Templeton, Maine, 5964)",
      "Billie Norton <billie.norton@email.io> (28 years old, address: 699 Rapelye Street, Dupuyer, Ohio, 4175)",
      "Stone Briggs <stone.briggs@email.info> (31 years old, address: 531 Atkins Avenue, Neahkahnie, Tennessee, 3981)",
      "Valencia Dorsey <valencia.dorsey@email.info> (51 years old, address: 941 Merit Court, Grill, Mississippi, 4961)",
      "Walter Prince <walter.prince@email.co.uk> (26 years old, address: 204 Ralph Avenue, Gibbsville, Michigan, 6698)",
      "Wilkerson Mosley <wilkerson.mosley@email.biz> (48 years old, address: 734 Kosciusko Street, Marbury, Connecticut, 3037)",
    ]);
  });
});

describe("GetByEmail", () => {
  it("answers the documented user, field by field", async () => {
    const { service } = await createSampledApi();
    const { answer } = await invoke(service, getByEmail, { email: " Valencia.Dorsey@email.info" });
    assertStatus(answer.status, success.code, success.msg);
    const expected = {
      id: "5cfdf218f7efd273906c5b9e",
      age: 51,
      name: { first: "Valencia", last: "Dorsey" },
      email: "valencia.dorsey@email.info",
      phone: "+1 (906) 568-2594",
      address: "941 Merit Court, Grill, Mississippi, 4961",
    };
    assert.deepEqual(answer.user, create(UserSchema, expected));
  });

  for (const email of ["nobody@x.y", "", " Odd\0", "x".repeat(1 << 20)]) {
    it(`answers INVALID_QUERY for ${JSON.stringify(email).slice(0, 20)}`, async () => {
      const { answer, call } = await invoke(createApi().service, getByEmail, { email });
      assertStatus(answer.status, Code.INVALID_QUERY, `the email ${email} cannot be found`);
      assert.deepEqual(answer.user, create(UserSchema));
      assert.equal(call.reason, "USER_NOT_FOUND");
    });
  }
});

describe("SearchName", () => {
  it("answers the documented listing", async () => {
    const { service } = await createSampledApi();
    const { answer } = await invoke(service, searchName, { query: "alenc" });
    assert.deepEqual(answer.users.map(toLine), [
      "Jenifer Valencia <jenifer.valencia@email.us> (52 years old, address: 948 Jefferson Street, Guthrie, Louisiana, 2483)",
      "Valencia Dorsey <valencia.dorsey@email.info> (51 years old, address: 941 Merit Court, Grill, Mississippi, 4961)",
    ]);
  });

  for (const query of ["mael", "MAEL", "maël", "Mae\u0308l", "maël valais", " Maël "]) {
    it(`finds Maël by '${query}'`, async () => {
      const { service } = createApi();
      await invoke(service, createRpc, { user: maël });
      const { answer } = await invoke(service, searchName, { query });
      assert.deepEqual(
        answer.users.map((user) => user.email),
        [maël.email],
      );
    });
  }

  for (const query of ["", " ", "\u0301", "\u0301 \u0308"]) {
    it(`answers INVALID_QUERY for ${JSON.stringify(query)}`, async () => {
      const { service } = await createSampledApi();
      const { answer, call } = await invoke(service, searchName, { query });
      assertStatus(answer.status, Code.INVALID_QUERY, "name query cannot be empty");
      assert.deepEqual(answer.users, []);
      assert.equal(call.reason, "EMPTY_NAME_QUERY");
    });
  }

  it("refuses a query of a megabyte", async () => {
    const refused = invoke(createApi().service, searchName, { query: "x".repeat(1 << 20) });
    await assert.rejects(refused, { code: "invalid_argument", reason: "INVALID_TEXT" });
  });
});

describe("SearchAge", () => {
  it("answers the documented listing", async () => {
    const { service } = await createSampledApi();
    const { answer } = await invoke(service, searchAge, { ageRange: { from: 30, toIncluded: 42 } });
    assert.deepEqual(answer.users.map(toLine), [
      "Benjamin Frazier <benjamin.frazier@email.net> (31 years old, address: 289 Cyrus Avenue, Templeton, Maine, 5964)",
      "Stone Briggs <stone.briggs@email.info> (31 years old, address: 531 Atkins Avenue, Neahkahnie, Tennessee, 3981)",
      "Alford Cole <alford.cole@email.net> (33 years old, address: 763 Halleck Street, Elbert, Nevada, 3291)",
      "Brock Stanley <brock.stanley@email.me> (35 years old, address: 748 Aster Court, Elwood, Guam, 7446)",
      "Ina Perkins <ina.perkins@email.me> (35 years old, address: 899 Miami Court, Temperanceville, Virginia, 2821)",
      "Hardin Patton <hardin.patton@email.com> (42 years old, address: 241 Russell Street, Robinson, Oregon, 9576)",
    ]);
  });

  it("answers INVALID_QUERY without a range", async () => {
    const { answer, call } = await invoke(createApi().service, searchAge);
    assertStatus(answer.status, Code.INVALID_QUERY, "the AgeRange object cannot be omitted");
    assert.equal(call.reason, "MISSING_AGE_RANGE");
  });

  it("answers INVALID_QUERY for an inverted range", async () => {
    const { answer } = await invoke(createApi().service, searchAge, { ageRange: { from: 2, toIncluded: 1 } });
    const msg = "age is invalid, the 'from' age must be lower or equal to the 'to' age";
    assertStatus(answer.status, Code.INVALID_QUERY, msg);
  });

  it("finds every age of int32, and two users of the same one (bug 2)", async () => {
    const { service } = createApi();
    for (const [index, age] of [64, 65, 100, 128, 200, -5, 0, 65, 2147483647, -2147483648].entries()) {
      await invoke(service, createRpc, { user: { email: `u${index}@x`, name: {}, age } });
    }
    const agesIn = async (from: number, toIncluded: number) => {
      const { answer } = await invoke(service, searchAge, { ageRange: { from, toIncluded } });
      return answer.users.map((user) => user.age);
    };
    assert.deepEqual(await agesIn(60, 70), [64, 65, 65]);
    assert.deepEqual(await agesIn(65, 130), [65, 65, 100, 128]);
    assert.deepEqual(await agesIn(120, 300), [128, 200]);
    assert.deepEqual(await agesIn(-10, 21), [-5, 0]);
    assert.deepEqual(await agesIn(0, 0), [0]);
    assert.deepEqual(await agesIn(201, 2147483647), [2147483647]);
    assert.deepEqual(await agesIn(-2147483648, -6), [-2147483648]);
  });
});
