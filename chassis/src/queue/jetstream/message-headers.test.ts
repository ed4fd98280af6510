import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { headers as createHeaders } from "@nats-io/nats-core";
import { fromNatsHeaders, readMessageId, toNatsHeaders } from "./message-headers.ts";

describe("toNatsHeaders", () => {
  it("carries id and headers", () => {
    const made = toNatsHeaders("7", { "link-version": "1-left", traceparent: "00-1" });
    assert.equal(readMessageId(made), "7");
    assert.deepEqual(fromNatsHeaders(made), { "link-version": "1-left", traceparent: "00-1" });
  });

  it("makes none where there is nothing to say", () => {
    assert.equal(toNatsHeaders("", {}), undefined);
    assert.equal(readMessageId(toNatsHeaders("", { a: "b" })), undefined);
  });

  it("lets nobody pass for NATS", () => {
    const made = toNatsHeaders("7", { "nats-msg-id": "8", "Nats-Rollup": "all" });
    assert.deepEqual(made?.keys(), ["Nats-Msg-Id"]);
    assert.throws(() => toNatsHeaders("7", { a: "b\r\nNats-Rollup: all" }));
  });
});

describe("fromNatsHeaders", () => {
  it("writes names in lower case, and several values as one", () => {
    const said = createHeaders();
    for (const value of ["1", "2"]) said.append("Link-Version", value);
    said.append("Nats-Expected-Stream", "Orders");
    assert.deepEqual(fromNatsHeaders(said), { "link-version": "1, 2" });
    assert.deepEqual(fromNatsHeaders(undefined), {});
  });
});
