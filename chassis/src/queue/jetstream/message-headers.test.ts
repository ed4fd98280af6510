import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { headers as createHeaders } from "@nats-io/nats-core";
import { MsgHdrsImpl } from "@nats-io/nats-core/internal";
import { fromNatsHeaders, parseHeaders, readMessageId, writeHeaders } from "./message-headers.ts";

const write = (id: string, headers: Readonly<Record<string, string>>) =>
  Buffer.from(writeHeaders(id, headers)?.encode() ?? []).toString();

describe("writeHeaders", () => {
  it("carries id and headers, as the driver would", () => {
    const own = { "link-version": "1-left", traceparent: "00-1", place: " Zürich " };
    const made = createHeaders();
    made.append("Nats-Msg-Id", "7");
    for (const [name, value] of Object.entries(own)) made.append(name, value);
    assert.equal(write("7", own), Buffer.from((made as MsgHdrsImpl).encode()).toString());
  });

  it("makes none where there is nothing to say", () => {
    assert.equal(writeHeaders("", {}), undefined);
    assert.equal(write("", { a: "b" }), "NATS/1.0\r\na: b\r\n\r\n");
  });

  it("lets nobody pass for NATS", () => {
    assert.equal(write("7", { "nats-msg-id": "8", "Nats-Rollup": "all" }), "NATS/1.0\r\nNats-Msg-Id: 7\r\n\r\n");
    for (const odd of [
      { a: "b\r\nNats-Rollup: all" },
      { a: "b\nc" },
      { "a: b\r\nc": "d" },
      { "a b": "c" },
      { "": "a" },
    ]) {
      assert.throws(() => writeHeaders("7", odd), { name: "InvalidArgumentError" });
    }
    assert.throws(() => writeHeaders("7\r\nNats-Rollup: all", {}), { name: "InvalidArgumentError" });
  });
});

describe("parseHeaders", () => {
  it("reads what was written", () => {
    const own = { "link-version": "1-left", place: "Zürich", empty: "", colons: "a:b: c" };
    assert.deepEqual(parseHeaders(write("7", own)), { id: "7", headers: own });
    assert.deepEqual(parseHeaders(write("", own)), { id: undefined, headers: own });
    assert.deepEqual(parseHeaders(""), { id: undefined, headers: {} });
  });

  it("writes names in lower case, and several values as one", () => {
    const said = createHeaders();
    for (const value of ["1", "2"]) said.append("Link-Version", value);
    said.append("Nats-Expected-Stream", "Orders");
    const { headers } = parseHeaders(said.toString());
    assert.deepEqual(Object.entries(headers), Object.entries(fromNatsHeaders(said)));
    assert.equal(headers["link-version"], "1, 2");
  });
});

describe("headers that the driver has read", () => {
  it("say the same", () => {
    const said = MsgHdrsImpl.decode(writeHeaders("7", { "link-version": "1-left" })!.encode());
    assert.equal(readMessageId(said), "7");
    assert.deepEqual(fromNatsHeaders(said), { "link-version": "1-left" });
    assert.deepEqual([readMessageId(undefined), fromNatsHeaders(undefined)], [undefined, {}]);
  });
});
