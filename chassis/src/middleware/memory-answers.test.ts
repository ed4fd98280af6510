import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { create } from "@bufbuild/protobuf";
import { GetHelloResponseSchema } from "@flotilla/contract/flotilla/hello/v1/hello";
import { ManualClock } from "../../test/manual-clock.ts";
import type { RecordedAnswer } from "../idempotency/answer-record.ts";
import { MemoryAnswers } from "./memory-answers.ts";

function toAnswer(message: string): RecordedAnswer {
  const answer = create(GetHelloResponseSchema, { message });
  return { answer, headers: {}, trailers: {}, httpStatus: undefined, reason: undefined, rendering: undefined };
}

describe("MemoryAnswers", () => {
  it("keeps an answer until its time is over", () => {
    const clock = new ManualClock();
    const cache = new MemoryAnswers({ clock });
    const answer = toAnswer("Hello");
    cache.set("/a", "k", answer, 1000);
    clock.advance(999);
    assert.equal(cache.get("/a", "k"), answer);
    clock.advance(1);
    assert.equal(cache.get("/a", "k"), undefined);
    assert.equal(cache.size, 0);
  });

  it("tells groups and keys apart", () => {
    const cache = new MemoryAnswers();
    cache.set("/a", "k", toAnswer("a"), 1000);
    assert.equal(cache.get("/b", "k"), undefined);
    assert.equal(cache.get("/a", "l"), undefined);
    assert.equal(cache.get("/a\nk", ""), undefined);
  });

  it("clears one group and no other", () => {
    const cache = new MemoryAnswers();
    for (const group of ["/a", "/ab", "/b"]) cache.set(group, "k", toAnswer(group), 1000);
    cache.clear("/a");
    assert.deepEqual(
      ["/a", "/ab", "/b"].map((group) => cache.get(group, "k") !== undefined),
      [false, true, true],
    );
  });

  it("drops what was used longest ago when there are too many", () => {
    const cache = new MemoryAnswers({ maxEntries: 2 });
    cache.set("/a", "1", toAnswer("1"), 1000);
    cache.set("/a", "2", toAnswer("2"), 1000);
    cache.get("/a", "1");
    cache.set("/a", "3", toAnswer("3"), 1000);
    assert.deepEqual(
      ["1", "2", "3"].map((key) => cache.get("/a", key) !== undefined),
      [true, false, true],
    );
  });

  it("keeps within its bytes, also when answers are replaced, and takes no giant", () => {
    const cache = new MemoryAnswers({ maxBytes: 100_000 });
    for (let index = 0; index < 50; index++) {
      cache.set("/a", String(index), toAnswer("x".repeat(4000)), 1000);
      cache.set("/a", String(index), toAnswer("x".repeat(4000)), 1000);
    }
    assert.ok(cache.size >= 10 && cache.size <= 12, `${cache.size} entries of about 8 kB in 100 kB`);
    cache.set("/a", "giant", toAnswer("x".repeat(10_000)), 1000);
    assert.equal(cache.get("/a", "giant"), undefined);
  });
});
