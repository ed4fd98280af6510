import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newPicture } from "../../test/new-png.ts";
import { ThreadScaler } from "./thread-scaler.ts";

const stays = new AbortController().signal;
const picture = newPicture("fleet", 64, 32);
const gone = new Error("gone");

/** A scaler whose thread ends with the test. */
function createScaler() {
  const scaler = new ThreadScaler();
  return Object.assign(scaler, { [Symbol.asyncDispose]: () => scaler.stop() });
}

describe("the thread that makes thumbnails", () => {
  it("makes one image after the other smaller", async () => {
    await using scaler = createScaler();
    const made = await Promise.all([48, 32, 16].map((width) => scaler.scaleDown(picture, width, stays)));
    assert.deepEqual(
      made.map(({ width, height }) => [width, height]),
      [
        [48, 24],
        [32, 16],
        [16, 8],
      ],
    );
  });

  it("refuses work at once when too much of it waits", async () => {
    await using scaler = createScaler();
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => scaler.scaleDown(picture, 16 + index, stays)),
    );
    const refused = results.filter((result) => result.status === "rejected");
    // One is being made, 32 wait.
    assert.equal(refused.length, 7);
    assert.equal(refused[0]?.reason.reason, "THUMBNAILS_BUSY");
    assert.equal(refused[0]?.reason.retryAfterMs, 1000);
    assert.equal((await scaler.scaleDown(picture, 20, stays)).width, 20);
  });

  it("never begins what was given up before its turn, and makes room for others", async () => {
    await using scaler = createScaler();
    const first = scaler.scaleDown(picture, 60, stays);
    const leaving = new AbortController();
    const left = Array.from({ length: 32 }, (_, index) => scaler.scaleDown(picture, 16 + index, leaving.signal));
    const results = Promise.allSettled(left);
    leaving.abort(gone);
    const late = scaler.scaleDown(picture, 61, stays);
    assert.deepEqual(
      (await results).map((result) => result.status === "rejected" && result.reason),
      Array(32).fill(gone),
    );
    assert.deepEqual([(await first).width, (await late).width], [60, 61]);
  });

  it("goes on with a new thread after an image that cannot be read", async () => {
    await using scaler = createScaler();
    const broken = { ...picture, png: picture.png.subarray(0, 60) };
    const [failed, made] = await Promise.allSettled([
      scaler.scaleDown(broken, 16, stays),
      scaler.scaleDown(picture, 16, stays),
    ]);
    assert.equal(failed.status, "rejected");
    assert.equal(made.status === "fulfilled" && made.value.width, 16);
  });

  it("leaves nobody waiting when it stops", async () => {
    const scaler = createScaler();
    const results = Promise.allSettled([32, 16].map((width) => scaler.scaleDown(picture, width, stays)));
    await scaler.stop();
    assert.deepEqual(
      (await results).map(({ status }) => status),
      ["rejected", "rejected"],
    );
  });

  it("starts no thread before it is needed, and stops without one", async () => {
    await new ThreadScaler().stop();
  });
});
