import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { saveRecord } from "./save-record.ts";
import { Turns } from "./turns.ts";

const busy = (id: string) => new RangeError(`${id} is busy`);

/** One counter that others raise `rivals` times, each time between a read and the save after it. */
function createCounter(rivals: number) {
  const record = { value: 0 };
  const pauses: number[] = [];
  const store = {
    find: async () => ({ ...record }),
    save: async ({ from }: { readonly from: number }) => {
      if (rivals-- > 0) record.value += 10;
      if (from !== record.value) return false;
      record.value += 1;
      return true;
    },
  };
  const retreat = { pause: async (attempt: number) => void pauses.push(attempt) };
  const raise = () =>
    saveRecord({ store, retreat, turns }, { id: "counter", decide: (read) => ({ from: read!.value }), busy });
  const turns = new Turns();
  return { record, pauses, store, retreat, turns, raise };
}

describe("saveRecord", () => {
  it("decides anew until the record is as it was read, and waits longer each time", async () => {
    const { record, pauses, raise } = createCounter(2);
    await raise();
    assert.deepEqual([record.value, pauses], [21, [1, 2]]);
  });

  it("gives up at the twelfth try", async () => {
    const { pauses, raise } = createCounter(12);
    await assert.rejects(raise(), busy("counter"));
    assert.equal(pauses.length, 11);
  });

  it("saves nothing where nothing is decided", async () => {
    const { record, turns, store, retreat } = createCounter(0);
    await saveRecord({ store, retreat, turns }, { id: "counter", decide: () => undefined, busy });
    assert.equal(record.value, 0);
  });

  it("has changes within a process take turns", async () => {
    const { record, pauses, raise } = createCounter(0);
    await Promise.all([raise(), raise(), raise()]);
    assert.deepEqual([record.value, pauses], [3, []]);
  });
});
