import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseAckSubject } from "./ack-subject.ts";

const facts = { stream: "Events", sequence: 42, attempt: 3, time: new Date("2026-11-21T12:00:00.123Z") };
const nanos = `${facts.time.getTime()}456789`;

describe("parseAckSubject", () => {
  it("reads the short form and the one with domain and account", () => {
    assert.deepEqual(parseAckSubject(`$JS.ACK.Events.READER.3.42.57.${nanos}.9`), facts);
    assert.deepEqual(parseAckSubject(`$JS.ACK.hub.ACCOUNT.Events.READER.3.42.57.${nanos}.9`), facts);
    assert.deepEqual(parseAckSubject(`$JS.ACK._.ACCOUNT.Events.READER.3.42.57.${nanos}.9.random`), facts);
  });

  it("takes no other subject", () => {
    assert.equal(parseAckSubject("_INBOX.abc"), undefined);
    assert.equal(parseAckSubject(`$JS.FC.Events.READER.3.42.57.${nanos}.9`), undefined);
    assert.equal(parseAckSubject("$JS.ACK.Events"), undefined);
  });
});
