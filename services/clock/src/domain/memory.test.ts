import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Fault, type FaultCode } from "@flotilla/chassis/fault";
import { ManualTimer } from "../../test/manual-timer.ts";
import { Memory } from "./memory.ts";

interface Answer {
  readonly text: string;
}

const freshMs = 60_000;

/** A memory, and a source that answers when the test says so. */
function createMemory(maxEntries = 10) {
  const timer = new ManualTimer();
  const memory = new Memory<Answer>({ timer, freshMs, maxEntries, patienceMs: 500, pauseMs: 1000 });
  const asked: PromiseWithResolvers<Answer>[] = [];
  const recall = (key = "lisbon") =>
    memory.recall(key, () => {
      const next = Promise.withResolvers<Answer>();
      asked.push(next);
      return next.promise;
    });
  /** Recalls, and lets the source answer at once. */
  const learn = async (text: string, key = "lisbon") => {
    const recalled = recall(key);
    asked.at(-1)!.resolve({ text });
    return recalled;
  };
  return { timer, recall, learn, asked };
}

function toFault(code: FaultCode): Fault {
  return new Fault({ code, reason: "TEST", message: "as the test wants it" });
}

describe("Memory", () => {
  it("asks for what it does not know, and gives it without asking while it is fresh", async () => {
    const { timer, learn, recall, asked } = createMemory();
    assert.deepEqual(await learn("here"), {
      value: { text: "here" },
      isStale: false,
      asked: "miss",
      freshForMs: 60_000,
    });
    timer.advance(59_999);
    assert.deepEqual(await recall(), { value: { text: "here" }, isStale: false, asked: undefined, freshForMs: 1 });
    assert.equal(asked.length, 1);
  });

  it("asks again when the answer is no longer fresh", async () => {
    const { timer, learn } = createMemory();
    await learn("old");
    timer.advance(freshMs);
    const { value, isStale, asked, freshForMs } = await learn("new");
    assert.deepEqual([value.text, isStale, asked, freshForMs], ["new", false, "stale", freshMs]);
  });

  for (const code of ["unavailable", "resource_exhausted"] as const) {
    it(`gives the old answer when asking fails with ${code}, and asks nobody for a pause`, async () => {
      const { timer, learn, recall, asked } = createMemory();
      await learn("old");
      timer.advance(freshMs + 7000);
      const recalled = recall();
      asked.at(-1)!.reject(toFault(code));
      const { value, isStale, freshForMs } = await recalled;
      assert.deepEqual([value.text, isStale, freshForMs], ["old", true, -7000]);
      timer.advance(999);
      assert.equal((await recall()).asked, undefined);
      assert.equal((await recall()).isStale, true);
      assert.equal(asked.length, 2);
      timer.advance(1);
      assert.equal((await learn("new")).value.text, "new");
    });
  }

  for (const code of ["deadline_exceeded", "cancelled"] as const) {
    it(`asks on after ${code}, unless that caller waited for long`, async () => {
      const { timer, learn, recall, asked } = createMemory();
      await learn("old");
      timer.advance(freshMs);
      const askAndGoAfter = (waitMs: number) => {
        const recalled = recall();
        timer.advance(waitMs);
        asked.at(-1)!.reject(toFault(code));
        return recalled;
      };
      assert.equal((await askAndGoAfter(99)).value.text, "old");
      assert.equal((await learn("new")).value.text, "new");
      timer.advance(freshMs);
      assert.equal((await askAndGoAfter(100)).value.text, "new");
      assert.equal((await recall()).asked, undefined);
    });
  }

  it("passes on what the source refuses, and keeps the old answer for another time", async () => {
    const { timer, learn, recall, asked } = createMemory();
    await learn("old");
    timer.advance(freshMs);
    const refused = recall();
    asked.at(-1)!.reject(toFault("permission_denied"));
    await assert.rejects(refused, { code: "permission_denied" });
    const away = recall();
    asked.at(-1)!.reject(toFault("unavailable"));
    assert.equal((await away).value.text, "old");
  });

  it("forgets what is not there any more", async () => {
    const { timer, learn, recall, asked } = createMemory();
    await learn("old");
    timer.advance(freshMs);
    const gone = recall();
    asked.at(-1)!.reject(toFault("not_found"));
    await assert.rejects(gone, { code: "not_found" });
    const away = recall();
    asked.at(-1)!.reject(toFault("unavailable"));
    await assert.rejects(away, { code: "unavailable" });
  });

  it("fails as the source does where there is nothing to give instead", async () => {
    const { recall, asked } = createMemory();
    const recalled = recall();
    asked.at(-1)!.reject(toFault("unavailable"));
    await assert.rejects(recalled, { code: "unavailable" });
  });

  it("waits no longer than its patience for a new answer, and keeps what comes later", async () => {
    const { timer, learn, recall, asked } = createMemory();
    await learn("old");
    timer.advance(freshMs);
    const first = recall();
    timer.advance(300);
    const second = recall();
    timer.advance(200);
    assert.deepEqual([(await first).value.text, (await second).value.text], ["old", "old"]);
    const third = await recall();
    assert.deepEqual([third.value.text, third.isStale, asked.length], ["old", true, 2]);
    asked.at(-1)!.resolve({ text: "new" });
    await Promise.resolve().then(() => asked.at(-1)!.promise);
    const fourth = await recall();
    assert.deepEqual([fourth.value.text, fourth.isStale, asked.length], ["new", false, 2]);
  });

  it("asks once for many who want the same, and apart for what differs", async () => {
    const { recall, asked } = createMemory();
    const same = [recall(), recall(), recall()];
    const other = recall("porto");
    assert.equal(asked.length, 2);
    asked[0]!.resolve({ text: "here" });
    asked[1]!.resolve({ text: "there" });
    assert.deepEqual(
      (await Promise.all(same)).map(({ value }) => value.text),
      ["here", "here", "here"],
    );
    assert.equal((await other).value.text, "there");
  });

  it("lets the next one ask when the one who asked went away", async () => {
    const { recall, asked } = createMemory();
    const first = recall();
    const second = recall();
    asked[0]!.reject(toFault("cancelled"));
    await assert.rejects(first, { code: "cancelled" });
    assert.equal(asked.length, 2);
    asked[1]!.resolve({ text: "here" });
    assert.equal((await second).value.text, "here");
  });

  it("lets the next one ask for a new answer when the one who asked went away", async () => {
    const { timer, learn, recall, asked } = createMemory();
    await learn("old");
    timer.advance(freshMs);
    const [, second] = [recall(), recall()];
    asked[1]!.reject(toFault("cancelled"));
    await Promise.allSettled([asked[1]!.promise]);
    await new Promise(setImmediate);
    assert.equal(asked.length, 3);
    asked[2]!.resolve({ text: "new" });
    assert.deepEqual([(await second!).value.text, (await second!).isStale], ["new", false]);
  });

  it("keeps no more answers than it may", async () => {
    const { learn, recall, asked } = createMemory(1);
    await learn("here", "lisbon");
    await learn("there", "porto");
    void recall("lisbon");
    assert.equal(asked.length, 3);
  });
});
