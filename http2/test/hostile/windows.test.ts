import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultLimits, errorCodes } from "../../src/index.ts";
import { answerWith, Victim } from "../victim.ts";
import { data, headers, many, postBlock, reset, settings, windowUpdate } from "../wire.ts";

const most = 2 ** 31 - 1;
const megabyte = Buffer.alloc(1_000_000, 7);
const frame = Buffer.alloc(16_384);

describe("a peer that plays with windows and", () => {
  it("overflows the connection's is sent away", () => {
    const victim = new Victim();
    victim.send(windowUpdate(0, most));
    assert.equal(victim.code, errorCodes.flowControlError);
  });

  it("moves the connection's by nothing is sent away", () => {
    const victim = new Victim();
    victim.send(windowUpdate(0, 0));
    assert.equal(victim.code, errorCodes.protocolError);
  });

  it("overflows a stream's loses the stream", async () => {
    const victim = new Victim();
    victim.send(headers(1), windowUpdate(1, most));
    assert.deepEqual(await victim.resetsOf(1), [errorCodes.flowControlError]);
    assert.equal(victim.error, undefined);
  });

  it("overflows a stream's by SETTINGS is sent away", () => {
    const victim = new Victim();
    victim.send(headers(1), windowUpdate(1, most - 65_535), settings(4, most));
    assert.equal(victim.code, errorCodes.flowControlError);
  });

  it("sets the initial one too high is sent away", () => {
    const victim = new Victim();
    victim.send(settings(4, 2 ** 31));
    assert.equal(victim.code, errorCodes.flowControlError);
  });

  it("takes back what it gave is sent what is left, when the window is open again", async () => {
    const victim = new Victim({ onStream: answerWith(Buffer.alloc(100_000)) });
    victim.send(headers(1));
    assert.equal(await victim.dataBytes(), 65_535);
    victim.send(settings(4, 0), windowUpdate(0, most - 65_535), windowUpdate(1, 65_535 + 10));
    assert.equal(await victim.dataBytes(), 65_545);
    victim.send(settings(4, 100_000));
    assert.equal(await victim.dataBytes(), 100_000);
    assert.equal(victim.connection.streamCount, 0);
  });

  it("toggles the initial one under many streams costs a step a stream, until it is a flood", async () => {
    const victim = new Victim({ onStream: answerWith(megabyte) });
    victim.send(
      settings(4, 0),
      many(256, (id) => headers(id)),
    );
    const started = performance.now();
    victim.send(many(450, Buffer.concat([settings(4, most), settings(4, 0)])));
    assert.equal(victim.error, undefined);
    assert.ok(performance.now() - started < 2000);
    assert.ok((await victim.dataBytes()) <= 65_535);
    victim.send(many(200, Buffer.concat([settings(4, most), settings(4, 0)])));
    assert.equal(victim.code, errorCodes.enhanceYourCalm);
  });

  it("reads a byte at a time is sent away before it has much", async () => {
    const victim = new Victim({ onStream: answerWith(megabyte) });
    victim.send(settings(4, 1), headers(1));
    let updates = 0;
    for (; updates < 5000 && !victim.connection.isClosed; updates++) victim.send(windowUpdate(1, 1));
    assert.equal(victim.code, errorCodes.enhanceYourCalm);
    assert.ok(updates < 1300, `${updates} updates`);
  });

  it("reads four kilobytes at a time, on both windows, is served all it asked for", async () => {
    const large = Buffer.alloc(30_000_000);
    const victim = new Victim({ onStream: answerWith(large) });
    victim.send(headers(1));
    for (let seen = 0; seen < large.length && !victim.connection.isClosed; seen += 4096) {
      victim.send(windowUpdate(0, 4096), windowUpdate(1, 4096));
      if (seen % (4096 * 16) === 0) await victim.flush();
    }
    await victim.flush();
    assert.equal(victim.error, undefined);
    assert.equal(victim.connection.streamCount, 0);
  });

  it("sends more than the stream's allows loses the stream", async () => {
    const victim = new Victim();
    const frames = defaultLimits.streamWindow / frame.length;
    victim.send(headers(1, postBlock, false), many(frames, data(1, frame)), data(1, "x"));
    assert.deepEqual(await victim.resetsOf(1), [errorCodes.flowControlError]);
    assert.equal(victim.error, undefined);
  });

  it("does so again and again keeps the connection's, since those bytes are given back", () => {
    const victim = new Victim({ limits: { streamWindow: 65_535 } });
    for (let id = 1; id < 400; id += 2) victim.send(headers(id, postBlock, false), many(4, data(id, frame)));
    assert.equal(victim.error, undefined);
  });

  it("sends more than the connection's allows is sent away", () => {
    const victim = new Victim();
    for (let id = 1; id < 13; id += 2) victim.send(headers(id, postBlock, false), many(13, data(id, frame)));
    assert.equal(victim.code, errorCodes.flowControlError);
  });

  it("sends on to streams that we reset gets its bytes back", async () => {
    const victim = new Victim({ onStream: (stream) => stream.reset(errorCodes.cancel) });
    victim.send(headers(1, postBlock, false));
    for (let sent = 0; sent < 300; sent++) victim.send(data(1, frame));
    assert.equal(victim.error, undefined);
    victim.send(headers(3, postBlock, false), reset(3));
    assert.deepEqual(await victim.resetsOf(1), [errorCodes.cancel]);
  });
});
