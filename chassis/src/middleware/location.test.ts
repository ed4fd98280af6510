import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { StudentsService } from "@flotilla/contract/flotilla/campus/v1/students";
import { newCall } from "../../test/new-call.ts";
import { compose } from "../handler.ts";
import { type Method, toMethod } from "../method.ts";
import { location } from "./location.ts";

function newMethod(template: string | undefined): Method {
  const method = toMethod(StudentsService.method.createStudent);
  return { ...method, policy: { ...method.policy, location: template } };
}

async function locate(template: string, answer: Record<string, unknown>) {
  const method = newMethod(template);
  const call = newCall(method);
  await compose([location()], () => create(method.output, answer), method)(create(method.input), call);
  return call.responseHeaders?.["location"];
}

describe("location", () => {
  it("says where a record is, by a field of the answer, however deep", async () => {
    assert.equal(await locate("/api/students/{data.id}", { data: { id: "42" } }), "/api/students/42");
    assert.equal(await locate("/{data.id}/courses", { data: { id: "a/b ü" } }), "/a%2Fb%20%C3%BC/courses");
    assert.equal(await locate("/{data.id}", {}), "/");
  });

  it("says nothing when the call fails", async () => {
    const method = newMethod("/{data.id}");
    const call = newCall(method);
    const handler = compose([location()], () => Promise.reject(new Error("no")), method);
    await assert.rejects(async () => handler(create(method.input), call));
    assert.equal(call.responseHeaders, undefined);
  });

  it("is not there for rpcs that make nothing", () => {
    const next = () => 0;
    assert.equal(location()(next, newMethod(undefined)), next);
  });

  it("refuses at start a field that the answer does not have", () => {
    for (const template of ["/{id}", "/{data}", "/{data.id.x}", "/{data.name}"])
      assert.throws(() => location()(() => 0, newMethod(template)), /has no field .* to tell a location by/, template);
  });
});
