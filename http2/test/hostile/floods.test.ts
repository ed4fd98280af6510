import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCodes } from "../../src/index.ts";
import { Victim } from "../victim.ts";
import {
  data,
  frame,
  goaway,
  headers,
  many,
  ping,
  pingAck,
  postBlock,
  settings,
  settingsAck,
  windowUpdate,
} from "../wire.ts";

const padded = frame(0, 0x8, 1, Buffer.concat([Buffer.of(255), Buffer.alloc(255)]));
const open = headers(1, postBlock, false);

/** Frames that cost a peer next to nothing; 1,000 at once and 100 a second are let pass. */
const floods: Readonly<Record<string, (count: number) => Buffer>> = {
  PING: (count) => many(count, ping),
  "PING acknowledgements": (count) => many(count, pingAck),
  SETTINGS: (count) => many(count, settings(4, 65_535)),
  "SETTINGS acknowledgements": (count) => many(count, settingsAck),
  PRIORITY: (count) => many(count, frame(2, 0, 3, "0000000010")),
  "frames of an unknown type": (count) => many(count, frame(0x42, 0, 0, Buffer.alloc(20))),
  "empty DATA": (count) => Buffer.concat([open, many(count, data(1))]),
  "padded empty DATA": (count) => Buffer.concat([open, many(count, padded)]),
  WINDOW_UPDATE: (count) => many(count + 100, windowUpdate(0, 1)),
  GOAWAY: (count) => many(count, goaway(0)),
};

describe("a flood of", () => {
  for (const [what, toBytes] of Object.entries(floods)) {
    it(`${what} ends the connection, and a burst does not`, async () => {
      const patient = new Victim();
      if (what === "GOAWAY") patient.send(open);
      patient.send(toBytes(900));
      assert.equal(patient.connection.isClosed, false, String(patient.error));

      const victim = new Victim();
      if (what === "GOAWAY") victim.send(open);
      victim.send(toBytes(1200));
      assert.equal(victim.code, errorCodes.enhanceYourCalm);
      assert.deepEqual((await victim.goaways()).at(-1)?.[1], errorCodes.enhanceYourCalm);
    });
  }

  it("requests that are answered does not", () => {
    const victim = new Victim({ onStream: (stream) => stream.sendHeaders([":status", "204"], true) });
    for (let id = 1; id < 20_000; id += 200) {
      victim.send(many(100, (odd) => headers(id + odd - 1)));
    }
    assert.equal(victim.streams.length, 10_000);
    assert.equal(victim.error, undefined);
  });
});
