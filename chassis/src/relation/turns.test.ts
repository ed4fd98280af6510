import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Turns } from "./turns.ts";

describe("Turns", () => {
  it("runs the work of a record one after the other, in order, whether it succeeds or not", async () => {
    const turns = new Turns();
    const steps: string[] = [];
    const take = (name: string, fails = false) =>
      turns.take("a", async () => {
        steps.push(`${name} begins`);
        await Promise.resolve();
        steps.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      });
    const settled = await Promise.allSettled([take("one"), take("two", true), take("three")]);
    assert.deepEqual(
      settled.map((one) => (one.status === "fulfilled" ? one.value : one.reason.message)),
      ["one", "two", "three"],
    );
    assert.deepEqual(
      steps,
      ["one", "two", "three"].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it("holds no other record up", async () => {
    const turns = new Turns();
    const { promise, resolve } = Promise.withResolvers<string>();
    const slow = turns.take("a", () => promise);
    assert.equal(await turns.take("b", async () => "done"), "done");
    resolve("late");
    assert.equal(await slow, "late");
  });

  it("remembers no record that nobody changes", async () => {
    const turns = new Turns();
    const all = Array.from({ length: 100 }, (_, n) => turns.take(String(n % 10), async () => n));
    assert.equal(turns.size, 10);
    await Promise.all(all);
    assert.equal(turns.size, 0);
  });
});
