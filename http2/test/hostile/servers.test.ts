import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { errorCodes, type Limits, type Stream } from "../../src/index.ts";
import { Victim } from "../victim.ts";
import {
  data,
  endStream,
  frame,
  goaway,
  headers,
  indexed,
  literals,
  many,
  reset,
  settings,
  windowUpdate,
} from "../wire.ts";

const ok = Buffer.of(0x88);
const early = literals(":status", "103");

/** A client with one request under way, on stream 1. */
function callServer(limits?: Partial<Limits>): { victim: Victim; stream: Stream; aborted: number[] } {
  const victim = new Victim({ role: "client", ...(limits && { limits }) });
  const stream = victim.connection.request([":method", "GET", ":scheme", "http", ":path", "/"], true);
  const aborted: number[] = [];
  stream.onAbort = (code) => aborted.push(code);
  return { victim, stream, aborted };
}

/** Answers that make an end of their stream, with its code. */
const malformed: Readonly<Record<string, { bytes: Buffer; code?: number }>> = {
  "no :status": { bytes: headers(1, literals("a", "b")) },
  "a :status that is no number": { bytes: headers(1, literals(":status", "abc")) },
  "a :path": { bytes: headers(1, Buffer.concat([ok, Buffer.of(0x84)])) },
  "a :scheme": { bytes: headers(1, Buffer.concat([ok, Buffer.of(0x86)])) },
  "status 101": { bytes: headers(1, literals(":status", "101"), false) },
  "a last list of status 103": { bytes: headers(1, early) },
  "DATA before the list": { bytes: data(1, "x", true) },
  "an upper-case name": { bytes: headers(1, Buffer.concat([ok, literals("A", "b")])) },
  "a connection field": { bytes: headers(1, Buffer.concat([ok, literals("connection", "close")])) },
  "trailers without end": { bytes: Buffer.concat([headers(1, ok, false), headers(1, literals("a", "b"), false)]) },
  "trailers with :status": { bytes: Buffer.concat([headers(1, ok, false), headers(1, ok)]) },
  "a header list that is too large": {
    bytes: headers(1, Buffer.concat([ok, indexed("a", "y".repeat(4000)), Buffer.alloc(100, 0xbe)])),
    code: errorCodes.enhanceYourCalm,
  },
};

/** What ends the connection, with its code. */
const fatal: Readonly<Record<string, { bytes: Buffer; code: number }>> = {
  "a push": { bytes: frame(5, 4, 1, "00000002838684"), code: errorCodes.protocolError },
  "HEADERS on an even stream": { bytes: headers(2, ok), code: errorCodes.protocolError },
  "an answer to no request": { bytes: headers(3, ok), code: errorCodes.protocolError },
  "DATA to no request": { bytes: data(3, "x"), code: errorCodes.protocolError },
  "a reset of no request": { bytes: reset(3), code: errorCodes.protocolError },
  "a GOAWAY that takes streams back in": {
    bytes: Buffer.concat([goaway(1), goaway(3)]),
    code: errorCodes.protocolError,
  },
  "push enabled in SETTINGS": { bytes: settings(2, 1), code: errorCodes.protocolError },
  "a window overflow": { bytes: windowUpdate(0, 2 ** 31 - 1), code: errorCodes.flowControlError },
  "informational lists without end": {
    bytes: many(600, headers(1, early, false)),
    code: errorCodes.enhanceYourCalm,
  },
  "CONTINUATION without end": {
    bytes: Buffer.concat([frame(1, endStream, 1, ok), many(70, frame(9, 0, 1))]),
    code: errorCodes.enhanceYourCalm,
  },
};

describe("a server that answers", () => {
  for (const [what, { bytes, code = errorCodes.protocolError }] of Object.entries(malformed)) {
    it(`with ${what} has that answer refused, and no more`, async () => {
      const { victim, stream, aborted } = callServer();
      victim.send(bytes);
      assert.deepEqual(aborted, [code]);
      assert.equal(stream.isClosed, true);
      assert.deepEqual(await victim.resetsOf(1), [code]);
      assert.equal(victim.error, undefined);
    });
  }

  for (const [what, { bytes, code }] of Object.entries(fatal)) {
    it(`with ${what} is left`, () => {
      const { victim, aborted } = callServer();
      victim.send(bytes);
      assert.equal(victim.code, code);
      assert.equal(aborted.length, 1);
      assert.equal(victim.connection.streamCount, 0);
    });
  }

  it("and allows no streams is asked for none", () => {
    const { victim } = callServer();
    victim.send(settings(3, 0));
    assert.equal(victim.connection.canRequest, false);
    victim.send(settings(3, 2));
    assert.equal(victim.connection.canRequest, true);
  });

  it("with GOAWAY gives back what it did not take, and finishes the rest", () => {
    const { victim, stream, aborted } = callServer();
    const late = victim.connection.request([":method", "GET", ":scheme", "http", ":path", "/"], true);
    const refused: number[] = [];
    late.onAbort = (code) => refused.push(code);
    victim.send(goaway(2 ** 31 - 1), goaway(1));
    assert.deepEqual([refused, aborted], [[errorCodes.refusedStream], []]);
    assert.equal(victim.connection.canRequest, false);
    victim.send(headers(1, ok));
    assert.equal(stream.headers?.status, "200");
    assert.equal(victim.socket.writableEnded, true);
  });

  it("after it was told to stop is not held against itself", () => {
    const { victim } = callServer();
    const streams = Array.from({ length: 2000 }, () =>
      victim.connection.request([":method", "GET", ":scheme", "http", ":path", "/"], true),
    );
    for (const stream of streams) stream.reset();
    for (const { id } of streams) victim.send(headers(id, ok, false), data(id, "late", true));
    assert.equal(victim.error, undefined);
  });

  it("early hints before its answer is heard out", () => {
    const { victim, stream } = callServer();
    victim.send(headers(1, early, false), headers(1, early, false), headers(1, ok, false), data(1, "body", true));
    assert.equal(stream.headers?.status, "200");
    assert.equal(String(stream.read()), "body");
  });
});
