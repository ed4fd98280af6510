import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { GetHelloResponseSchema } from "@flotilla/contract/flotilla/hello/v1/hello";
import { newCall, newMethod } from "../../test/new-call.ts";
import { answerAtSave } from "./answer-at-save.ts";

const tell = (version: number) => {
  return { answer: create(GetHelloResponseSchema, { message: `at ${version}` }), headers: { etag: `"${version}"` } };
};

describe("answerAtSave", () => {
  it("answers what was told of the change that was saved last, and hands it to the store for a keyed call", async () => {
    const call = newCall(newMethod());
    const kept = { id: "key", hash: "h", answer: new Uint8Array() };
    const told: unknown[] = [];
    call.keyed = (answer) => {
      told.push(answer);
      return kept;
    };
    call.responseHeaders = { server: "s" };
    const answer = await answerAtSave(call, tell, async (witness) => {
      assert.deepEqual([witness(1), witness(2)], [kept, kept]);
    });
    assert.equal(answer.message, "at 2");
    assert.equal(told.at(-1), answer);
    assert.deepEqual(call.responseHeaders, { server: "s", etag: '"2"' });
  });

  it("leaves no headers of a write that failed", async () => {
    const call = newCall(newMethod());
    const before = call.responseHeaders;
    const busy = new Error("busy");
    const save = async (witness: (version: number) => unknown) => {
      assert.equal(witness(1), undefined);
      throw busy;
    };
    await assert.rejects(answerAtSave(call, tell, save), busy);
    assert.equal(call.responseHeaders, before);
  });

  it("does not begin a write whose caller has given up", async () => {
    const call = newCall(newMethod());
    const gone = new Error("gone");
    call.abort(gone as never);
    await assert.rejects(answerAtSave(call, tell, async (witness) => void witness(1)));
  });
});
