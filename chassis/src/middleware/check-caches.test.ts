import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CourseEventsService, CoursesService } from "@flotilla/contract/flotilla/campus/v1/courses";
import { StudentEventsService, StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { UsersService } from "@flotilla/contract/flotilla/users/v1/users";
import { type Method, toMethod } from "../method.ts";
import type { Policy } from "../policy.ts";
import { checkCaches } from "./check-caches.ts";

function withPolicy(name: keyof typeof UsersService.method, policy: Partial<Policy>): Method {
  const method = toMethod(UsersService.method[name]);
  return { ...method, policy: { ...method.policy, ...policy } };
}

const named = (name: string) => ({ cache: { ttlMs: 1, key: [], name, negativeTtlMs: 0, staleIfErrorMs: 0 } });

describe("the check of contracts' caches", () => {
  it("accepts the campus", () => {
    const services = [StudentsService, StudentEventsService, CoursesService, CourseEventsService];
    checkCaches(services.flatMap((service) => service.methods.map(toMethod)));
  });

  it("accepts names whatever their fields are called, and rpcs of the same service", () => {
    const change = withPolicy("updateUser", { invalidates: ["users.{name}", "ListUsers"] });
    checkCaches([withPolicy("getUser", named("users.{id}")), change]);
  });

  it("refuses a placeholder for what no message has", () => {
    const change = withPolicy("updateUser", { invalidates: ["users.{idd}"] });
    assert.throws(
      () => checkCaches([withPolicy("getUser", named("users.{id}")), change]),
      /UpdateUser invalidates users\.\{idd\}, but no message has a field idd/,
    );
  });

  it("refuses to make stale what nobody keeps", () => {
    const change = withPolicy("updateUser", { invalidates: ["users.al"] });
    assert.throws(
      () => checkCaches([withPolicy("listUsers", named("users.all")), change]),
      /UpdateUser invalidates users\.al,/,
    );
  });

  it("refuses a key beside a name: its answers could not all be made stale", () => {
    const { cache } = named("users.{id}");
    assert.throws(() => checkCaches([withPolicy("getUser", { cache: { ...cache, key: ["id"] } })]), /a key beside/);
  });

  it("refuses to remember what is absent where there is no name", () => {
    const { cache } = named("users.{id}");
    const method = withPolicy("getUser", { cache: { ...cache, name: undefined, negativeTtlMs: 1 } });
    assert.throws(() => checkCaches([method]), /more of its cache than one without a name/);
  });

  it("refuses two rpcs that keep their answers under one name", () => {
    const methods = [withPolicy("getUser", named("users.{id}")), withPolicy("deleteUser", named("users.{name}"))];
    assert.throws(() => checkCaches(methods), /both keep their answers as users\.\{\}/);
  });
});
