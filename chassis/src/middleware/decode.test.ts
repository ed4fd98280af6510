import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HttpBodySchema } from "@flotilla/contract/google/api/httpbody";
import { newCall, newMethod } from "../../test/new-call.ts";
import { Fault } from "../fault.ts";
import { compose } from "../handler.ts";
import type { Method } from "../method.ts";
import { decode } from "./decode.ts";

async function* count(to: number) {
  for (let number = 1; number <= to; number++) yield number;
}

async function collect(method: Method, messages: AsyncIterable<unknown>, maxStreamMessages?: number) {
  const seen: unknown[] = [];
  const handler = async (request: unknown) => {
    for await (const message of request as AsyncIterable<unknown>) seen.push(message);
    return seen;
  };
  await compose([decode({ maxStreamMessages })], handler, method)({ decode: () => messages }, newCall(method));
  return seen.length;
}

describe("decode", () => {
  const stream = newMethod({}, { kind: "client_streaming" });

  it("stays synchronous for a request that is there, and waits for one that is not", async () => {
    const handler = compose([decode()], (request) => request, newMethod());
    assert.equal(handler({ decode: () => "now" }, newCall(newMethod())), "now");
    assert.equal(await handler({ decode: async () => "later" }, newCall(newMethod())), "later");
  });

  it("passes a broken request's Fault on and does not call the handler", async () => {
    const broken = new Fault({ code: "invalid_argument", reason: "MALFORMED_MESSAGE", message: "Broken." });
    const handler = compose([decode()], () => assert.fail("called"), newMethod());
    const failing = handler({ decode: () => Promise.reject(broken) }, newCall(newMethod()));
    await assert.rejects(failing as Promise<unknown>, broken);
  });

  it("bounds the messages of a stream by the contract, else by the setting, else not at all", async () => {
    const own = { ...stream, policy: { ...stream.policy, maxMessages: 2 } };
    assert.equal(await collect(own, count(2), 1), 2);
    await assert.rejects(collect(own, count(3), 100), { reason: "TOO_MANY_MESSAGES", code: "resource_exhausted" });
    await assert.rejects(collect(stream, count(11), 10), { reason: "TOO_MANY_MESSAGES" });
    assert.equal(await collect(stream, count(5000)), 5000);
  });

  it("does not count the chunks of an upload", async () => {
    assert.equal(await collect({ ...stream, input: HttpBodySchema }, count(20), 10), 20);
  });

  it("closes the stream that has too many", async () => {
    let isClosed = false;
    const messages = (async function* () {
      try {
        yield* count(9);
      } finally {
        isClosed = true;
      }
    })();
    await assert.rejects(collect(stream, messages, 3), { reason: "TOO_MANY_MESSAGES" });
    assert.ok(isClosed);
  });
});
