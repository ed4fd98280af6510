import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { defaultLimits, errorCodes, type Stream } from "../../src/index.ts";
import { answerWith, Victim } from "../victim.ts";
import { data, frame, headers, many, ping, pingAck, postBlock, reset, settings, windowUpdate } from "../wire.ts";

const { settingsTimeoutMs, headerTimeoutMs, stallTimeoutMs, idleTimeoutMs } = defaultLimits;
const megabyte = Buffer.alloc(1_000_000, 7);
const noWindow = settings(4, 0);

/** Sweeps as an owner does, once a second, from now on. */
function sweepFor(victim: Victim, ms: number): void {
  const nowMs = performance.now();
  for (let passedMs = 0; passedMs <= ms; passedMs += 1000) victim.connection.sweep(nowMs + passedMs);
}

describe("a peer that is slow", () => {
  it("to acknowledge SETTINGS gets SETTINGS_TIMEOUT", async () => {
    const victim = new Victim({ greets: false });
    sweepFor(victim, settingsTimeoutMs - 2000);
    assert.equal(victim.error, undefined);
    sweepFor(victim, settingsTimeoutMs + 2000);
    assert.equal(victim.code, errorCodes.settingsTimeout);
  });

  it("to take its first bytes has as much time for them as for others", async () => {
    const victim = new Victim({ isRead: false, limits: { stallTimeoutMs: performance.now() / 2 } });
    await victim.flush();
    victim.connection.sweep(performance.now());
    assert.equal(victim.error, undefined);
  });

  it("to read, and is no longer read from, is seen to close its side", async () => {
    const large = "x".repeat(1000);
    const answer = (stream: Stream) => stream.sendHeaders([":status", "204", "x-large", large], true);
    const victim = new Victim({ isRead: false, onStream: answer });
    for (let id = 1; id < 800; id += 2) victim.send(headers(id));
    assert.equal(victim.socket.isPaused(), true);
    victim.connection.goaway(errorCodes.internalError);
    assert.equal(victim.socket.isPaused(), false);
  });

  for (const [what, begin] of Object.entries({
    "HEADERS that lacks its last byte": headers(1).subarray(0, -1),
    "the first byte of a frame": headers(1).subarray(0, 1),
    "a block without its CONTINUATION": frame(1, 1, 1, postBlock),
    "a PING that lacks its last byte": ping.subarray(0, -1),
  })) {
    it(`with ${what} has so much time and no more`, () => {
      const victim = new Victim();
      victim.send(begin);
      sweepFor(victim, headerTimeoutMs - 2000);
      assert.equal(victim.error, undefined);
      sweepFor(victim, headerTimeoutMs + 2000);
      assert.equal(victim.code, errorCodes.enhanceYourCalm);
    });
  }

  it("with a header block, a byte at a time, gains no time by it", () => {
    const victim = new Victim();
    const nowMs = performance.now();
    const drip = Buffer.concat([frame(1, 1, 1, postBlock), ...Array.from({ length: 60 }, () => frame(9, 0, 1, "82"))]);
    let sentBytes = 0;
    for (; sentBytes < drip.length && !victim.connection.isClosed; sentBytes++) {
      victim.send(drip.subarray(sentBytes, sentBytes + 1));
      victim.connection.sweep(nowMs + sentBytes * 1000);
    }
    assert.equal(victim.code, errorCodes.enhanceYourCalm);
    assert.ok(sentBytes * 1000 < headerTimeoutMs + 15_000, `${sentBytes} s`);
  });

  it("to open a stream's window loses that stream, and the others go on", async () => {
    const victim = new Victim({ onStream: answerWith(megabyte) });
    victim.send(noWindow, headers(1), headers(3));
    victim.send(windowUpdate(3, 100));
    const nowMs = performance.now();
    for (let passedMs = 0; passedMs <= stallTimeoutMs + 2000; passedMs += 1000) {
      victim.send(windowUpdate(3, 100));
      victim.connection.sweep(nowMs + passedMs);
    }
    assert.deepEqual(await victim.resetsOf(1), [errorCodes.enhanceYourCalm]);
    assert.deepEqual(await victim.resetsOf(3), []);
    assert.equal(victim.connection.streamCount, 1);
    assert.equal(victim.error, undefined);
  });

  it("and gives up a blocked stream keeps its connection", async () => {
    const victim = new Victim({ onStream: answerWith(megabyte) });
    victim.send(noWindow, headers(1));
    victim.send(reset(1));
    sweepFor(victim, stallTimeoutMs + 2000);
    assert.equal(victim.error, undefined);
    assert.equal(victim.streams[0]!.outgoing.length, 0);
  });

  it("to send anything is left once it has no streams", async () => {
    const victim = new Victim();
    sweepFor(victim, idleTimeoutMs + 20_000);
    assert.deepEqual(await victim.goaways(), [
      [2 ** 31 - 1, errorCodes.noError],
      [0, errorCodes.noError],
    ]);
    assert.equal(victim.socket.writableEnded, true);
  });

  it("to close its side of a connection that is over is cut off", () => {
    const victim = new Victim();
    victim.connection.goaway();
    victim.send(pingAck);
    assert.equal(victim.socket.writableEnded, true);
    assert.equal(victim.socket.destroyed, false);
    sweepFor(victim, stallTimeoutMs + 2000);
    assert.equal(victim.socket.destroyed, true);
  });
});

describe("a peer that does not read", () => {
  /** Sends until the victim reads no more, as a socket would; answers how many bytes it took. */
  async function press(victim: Victim, bytes: Buffer, mostBytes: number): Promise<number> {
    let taken = 0;
    while (taken < mostBytes && !victim.socket.isPaused() && !victim.connection.isClosed) {
      victim.send(bytes);
      taken += bytes.length;
      await turn();
    }
    return taken;
  }

  it("is not read from either once enough waits for it, and is cut off in the end", async () => {
    const limits = { controlBurst: 1e9 };
    const victim = new Victim({ isRead: false, limits });
    const taken = await press(victim, many(1000, ping), 1e8);
    assert.ok(taken < 3 * defaultLimits.maxUnreadBytes, `${taken} bytes taken`);
    assert.equal(victim.error, undefined);
    sweepFor(victim, stallTimeoutMs + 2000);
    assert.equal(victim.code, errorCodes.enhanceYourCalm);
    assert.equal(victim.socket.destroyed, true);
  });

  it("is not served requests without end either", async () => {
    const answer = (stream: Stream) => stream.sendHeaders([":status", "204", "x-filler", "y".repeat(500)], true);
    const victim = new Victim({ isRead: false, onStream: answer });
    let id = 1;
    while (id < 100_000 && !victim.socket.isPaused()) {
      victim.send(headers(id), headers(id + 2));
      await turn();
      id += 4;
    }
    assert.ok(id < 5000, `${id}`);
    sweepFor(victim, stallTimeoutMs + 2000);
    assert.equal(victim.code, errorCodes.enhanceYourCalm);
  });

  it("gets no more DATA than a socket's buffer, whatever its windows", async () => {
    const victim = new Victim({ isRead: false, onStream: answerWith(megabyte) });
    victim.send(settings(4, 2 ** 31 - 1), windowUpdate(0, 2 ** 31 - 1 - 65_535));
    victim.send(many(100, (id) => headers(id)));
    await turn();
    assert.ok(victim.socket.writableLength < 200_000, `${victim.socket.writableLength}`);
  });

  it("is read from again once it has read", async () => {
    const victim = new Victim({ isRead: false, limits: { controlBurst: 1e9 } });
    await press(victim, many(1000, ping), 1e8);
    assert.equal(victim.socket.isPaused(), true);
    victim.socket.takeAll();
    await turn();
    assert.equal(victim.socket.isPaused(), false);
    sweepFor(victim, stallTimeoutMs + 2000);
    assert.equal(victim.error, undefined);
  });
});

describe("a peer that vanishes", () => {
  it("with a FIN takes its streams with it", async () => {
    const aborted: number[] = [];
    const onStream = (stream: Stream) => {
      stream.onAbort = () => aborted.push(stream.id);
    };
    const victim = new Victim({ onStream });
    victim.send(headers(1, postBlock, false), headers(3, postBlock, false), data(1, "x"));
    victim.socket.resume();
    victim.socket.push(null);
    for (let turns = 0; turns < 10; turns++) await turn();
    assert.deepEqual(aborted, [1, 3]);
    assert.equal(victim.connection.isClosed, true);
    assert.equal(victim.connection.streamCount, 0);
  });

  it("with a FIN and unread answers is cut off", async () => {
    const victim = new Victim({ isRead: false, onStream: answerWith(megabyte) });
    victim.send(settings(4, 2 ** 31 - 1), headers(1));
    await turn();
    victim.socket.resume();
    victim.socket.push(null);
    await turn();
    sweepFor(victim, stallTimeoutMs + 2000);
    assert.equal(victim.socket.destroyed, true);
  });
});
