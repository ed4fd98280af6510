import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCodes } from "../../src/index.ts";
import { answerWith, Victim } from "../victim.ts";
import { data, frame, headers, literals, many, postBlock, reset, windowUpdate } from "../wire.ts";

const open = (id: number) => headers(id, postBlock, false);
const promising = Buffer.concat([postBlock, literals("content-length", "1")]);

/** Ways to open a stream and make an end of it: the peer's own (CVE-2023-44487), and ours (CVE-2025-8671). */
const attacks: Readonly<Record<string, (id: number) => Buffer>> = {
  "resets it at once": (id) => Buffer.concat([headers(id), reset(id)]),
  "resets it within its body": (id) => Buffer.concat([open(id), data(id, "x"), reset(id)]),
  "moves its window by nothing": (id) => Buffer.concat([headers(id), windowUpdate(id, 0)]),
  "overflows its window": (id) => Buffer.concat([headers(id), windowUpdate(id, 2 ** 31 - 1)]),
  "sends DATA after its end": (id) => Buffer.concat([headers(id), data(id, "x")]),
  "sends HEADERS after its end": (id) => Buffer.concat([headers(id), headers(id)]),
  "breaks its promise of a length": (id) => Buffer.concat([headers(id, promising, false), data(id, "xx")]),
  "ends before the length it promised": (id) => headers(id, promising),
  "sends a PRIORITY of the wrong size": (id) => Buffer.concat([headers(id), frame(2, 0, id, "00")]),
  "makes it depend on itself": (id) =>
    Buffer.concat([headers(id), frame(2, 0, id, `0000${id.toString(16).padStart(4, "0")}10`)]),
  "names no method": (id) => headers(id, Buffer.from("8684", "hex")),
  "sends trailers without end": (id) => Buffer.concat([open(id), headers(id, literals("a", "b"), false)]),
};

describe("a peer that opens streams and", () => {
  for (const [what, toBytes] of Object.entries(attacks)) {
    it(`${what} is sent away when it does so too often`, async () => {
      const patient = new Victim();
      patient.send(many(400, toBytes));
      assert.equal(patient.connection.isClosed, false, String(patient.error));
      assert.equal(patient.connection.streamCount, 0);

      const victim = new Victim();
      for (let at = 0; at < 2000; at += 100) victim.send(many(100, (id) => toBytes(id + at * 2)));
      assert.equal(victim.code, errorCodes.enhanceYourCalm);
      assert.equal(victim.connection.streamCount, 0);
      assert.ok((await victim.sent()).length < 1500);
    });
  }

  it("resets them once they are answered does no harm", () => {
    const victim = new Victim({
      onStream: (stream) => stream.sendHeaders([":status", "204"], true),
    });
    for (let id = 1; id < 4000; id += 2) {
      victim.send(open(id));
      victim.send(reset(id, errorCodes.noError));
    }
    assert.equal(victim.streams.length, 2000);
    assert.equal(victim.error, undefined);
  });

  it("resets those that were answered early and that we reset, too, does no harm", () => {
    const victim = new Victim({
      onStream: (stream) => {
        stream.sendHeaders([":status", "200"], true);
        stream.leaveBody();
      },
    });
    for (let id = 1; id < 4000; id += 2) {
      victim.send(open(id));
      victim.send(reset(id, errorCodes.noError));
    }
    assert.equal(victim.streams.length, 2000);
    assert.equal(victim.error, undefined);
  });

  it("resets one that is over again and again is sent away", () => {
    const victim = new Victim({ onStream: (stream) => stream.sendHeaders([":status", "204"], true) });
    victim.send(headers(1));
    victim.send(many(2000, () => reset(1)));
    assert.equal(victim.code, errorCodes.enhanceYourCalm);
  });

  it("resets them within the chunk that opens them is not served at all", () => {
    const victim = new Victim();
    victim.send(many(400, attacks["resets it at once"]!));
    assert.equal(victim.streams.length, 0);
  });

  it("has bodies refused keeps the connection's window for the others", async () => {
    const victim = new Victim({ onStream: answerWith(Buffer.from("ok")) });
    const body = Buffer.alloc(16_384);
    for (let id = 1; id < 400; id += 2) victim.send(headers(id, promising, false), data(id, body));
    assert.equal(victim.error, undefined);
    const granted = (await victim.sent()).filter(({ type, id }) => type === 8 && id === 0);
    const sum = granted.reduce((total, { payload }) => total + payload.readUInt32BE(0), 0);
    assert.ok(sum > 200 * 16_384 - 600_000, `${sum} bytes were given back`);
  });
});
