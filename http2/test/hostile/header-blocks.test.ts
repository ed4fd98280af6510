import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCodes } from "../../src/index.ts";
import { answerWith, Victim } from "../victim.ts";
import { data, endHeaders, endStream, frame, headers, indexed, literals, many, postBlock } from "../wire.ts";

const continuation = (payload: Uint8Array, isLast = false) => frame(9, isLast ? endHeaders : 0, 1, payload);
const begin = frame(1, endStream, 1, postBlock);
const large = "y".repeat(4000);

/** What each ends the connection with. */
const attacks: Readonly<Record<string, { bytes: Buffer; code: number }>> = {
  "empty CONTINUATION frames without end": {
    bytes: Buffer.concat([begin, many(100, continuation(Buffer.alloc(0)))]),
    code: errorCodes.enhanceYourCalm,
  },
  "one CONTINUATION frame too many": {
    bytes: Buffer.concat([begin, many(64, continuation(Buffer.of(0x82))), continuation(Buffer.alloc(0), true)]),
    code: errorCodes.enhanceYourCalm,
  },
  "CONTINUATION frames of 16 KB without end": {
    bytes: Buffer.concat([begin, many(3, continuation(Buffer.alloc(16_384, 0x82)))]),
    code: errorCodes.enhanceYourCalm,
  },
  "another stream's CONTINUATION": {
    bytes: Buffer.concat([begin, frame(9, endHeaders, 3, postBlock)]),
    code: errorCodes.protocolError,
  },
  "DATA within a header block": {
    bytes: Buffer.concat([begin, data(1, "x")]),
    code: errorCodes.protocolError,
  },
  "CONTINUATION after the block's end": {
    bytes: Buffer.concat([headers(1), continuation(postBlock, true)]),
    code: errorCodes.protocolError,
  },
  "a table larger than was allowed": {
    bytes: headers(1, Buffer.concat([Buffer.from("3fe21f", "hex"), postBlock])),
    code: errorCodes.compressionError,
  },
  "a table size in the middle of a block": {
    bytes: headers(1, Buffer.concat([postBlock, Buffer.of(0x20)])),
    code: errorCodes.compressionError,
  },
  "an entry that was evicted": {
    bytes: Buffer.concat([headers(1, indexed("x-a", "1")), headers(3, Buffer.from("20be", "hex"))]),
    code: errorCodes.compressionError,
  },
};

describe("a peer that sends", () => {
  for (const [what, { bytes, code }] of Object.entries(attacks)) {
    it(`${what} is sent away with the right code`, () => {
      const victim = new Victim();
      victim.send(bytes);
      assert.equal(victim.code, code);
      assert.equal(victim.streams.length, 0);
    });
  }

  it("an HPACK bomb gets 431, and pays with the time that it takes us", async () => {
    const victim = new Victim({ onStream: answerWith(Buffer.from("ok")) });
    victim.send(headers(1, Buffer.concat([postBlock, indexed("x-large", large)])));
    const bomb = Buffer.concat([postBlock, Buffer.alloc(16_000, 0xbe)]);
    for (let id = 3; id < 203; id += 2) victim.send(headers(id, bomb));
    assert.equal(victim.connection.streamCount, 0);
    const statuses = (await victim.sent()).filter(({ type, id }) => type === 1 && id > 1);
    assert.equal(statuses.length, 100);
    assert.equal(victim.streams.length, 1);
  });

  it("fields that are too large is told to keep its body, and the table stays in step", async () => {
    const victim = new Victim();
    const oversize = Buffer.concat([postBlock, literals("x", "z".repeat(15_000)), indexed("x-kept", "value")]);
    victim.send(headers(1, Buffer.concat([oversize, literals("y", "z".repeat(1300))]), false));
    victim.send(data(1, "late"), headers(3, Buffer.concat([postBlock, Buffer.of(0xbe)])));
    assert.deepEqual(await victim.resetsOf(1), [errorCodes.noError]);
    assert.equal(victim.streams[0]?.headers?.fields["x-kept"], "value");
    assert.equal(victim.error, undefined);
  });

  it("the table size 0 and 4,096 in turn is served", () => {
    const victim = new Victim();
    const resized = Buffer.concat([Buffer.from("203fe11f", "hex"), postBlock, indexed("x-a", "1"), Buffer.of(0xbe)]);
    for (let id = 1; id < 1000; id += 2) {
      victim.send(headers(id, resized), frame(3, 0, id, "00000000"));
      if (victim.error) break;
    }
    assert.equal(victim.error, undefined);
  });

  it("a megabyte of table size updates in blocks of 16 KB costs a few milliseconds", () => {
    const victim = new Victim();
    const started = performance.now();
    for (let id = 1; id < 129; id += 2) victim.send(headers(id, Buffer.alloc(16_384, 0x20)));
    assert.ok(performance.now() - started < 1000);
    assert.equal(victim.connection.streamCount, 0);
  });
});
