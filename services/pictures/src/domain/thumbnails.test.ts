import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HeldScaler } from "../../test/held-scaler.ts";
import { newPicture } from "../../test/new-png.ts";
import { Thumbnails } from "./thumbnails.ts";

const picture = newPicture("fleet", 64);
const stays = new AbortController().signal;
const gone = new Error("gone");

function createThumbnails(maxBytes = 1000) {
  const scaler = new HeldScaler();
  return { scaler, thumbnails: new Thumbnails(scaler, maxBytes) };
}

describe("thumbnails", () => {
  it("are the picture itself where no width is asked for, or one that would enlarge it", () => {
    const { thumbnails } = createThumbnails();
    for (const width of [0, 64, 65, 2048]) assert.equal(thumbnails.find(picture, width), picture);
    assert.equal(thumbnails.find(picture, 63), undefined);
  });

  it("are made once for all who ask at the same time, and kept", async () => {
    const { scaler, thumbnails } = createThumbnails();
    const both = Promise.all([thumbnails.make(picture, 32, stays), thumbnails.make(picture, 32, stays)]);
    scaler.orders[0]?.deliver();
    const [one, other] = await both;
    assert.equal(scaler.orders.length, 1);
    assert.equal(one, other);
    assert.equal(thumbnails.find(picture, 32), one);
    assert.equal(thumbnails.find(picture, 31), undefined);
  });

  it("are made again when there was no room to keep them", async () => {
    const { scaler, thumbnails } = createThumbnails(15);
    for (const width of [32, 16]) {
      const made = thumbnails.make(picture, width, stays);
      scaler.orders.at(-1)?.deliver(10);
      await made;
    }
    assert.equal(thumbnails.find(picture, 32), undefined);
    assert.equal(thumbnails.find(picture, 16)?.width, 16);
  });

  it("are made anew after a failure", async () => {
    const { scaler, thumbnails } = createThumbnails();
    const failed = thumbnails.make(picture, 32, stays);
    scaler.orders[0]?.fail(new Error("no memory"));
    await assert.rejects(failed, { message: "no memory" });
    const made = thumbnails.make(picture, 32, stays);
    scaler.orders[1]?.deliver();
    assert.equal((await made).width, 32);
  });

  it("are made for those who stay when others go", async () => {
    const { scaler, thumbnails } = createThumbnails();
    const leaving = new AbortController();
    const [left, stayed] = [thumbnails.make(picture, 32, leaving.signal), thumbnails.make(picture, 32, stays)];
    leaving.abort(gone);
    assert.equal(scaler.orders[0]?.signal.aborted, false);
    scaler.orders[0]?.deliver();
    assert.deepEqual([(await left).width, (await stayed).width], [32, 32]);
  });

  it("are given up when everybody has gone, and begun anew for who comes then", async () => {
    const { scaler, thumbnails } = createThumbnails();
    const leaving = [new AbortController(), new AbortController()];
    const left = leaving.map(({ signal }) => thumbnails.make(picture, 32, signal));
    const results = Promise.allSettled(left);
    for (const controller of leaving) controller.abort(gone);
    assert.equal(scaler.orders[0]?.signal.aborted, true);
    const made = thumbnails.make(picture, 32, stays);
    assert.equal(scaler.orders.length, 2);
    scaler.orders[1]?.deliver();
    assert.equal((await made).width, 32);
    assert.deepEqual(
      (await results).map((result) => result.status === "rejected" && result.reason),
      [gone, gone],
    );
  });

  it("are not begun for who has gone already", async () => {
    const { scaler, thumbnails } = createThumbnails();
    await assert.rejects(thumbnails.make(picture, 32, AbortSignal.abort(gone)), gone);
    assert.equal(scaler.orders.length, 0);
  });
});
