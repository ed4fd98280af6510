import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Lanes } from "./lanes.ts";

/** Work that ends when the test says so. */
function newWorks() {
  const story: string[] = [];
  const gates = new Map<string, PromiseWithResolvers<string>>();
  const work = (name: string) => {
    const gate = Promise.withResolvers<string>();
    gates.set(name, gate);
    return () => {
      story.push(`${name} begins`);
      return gate.promise.finally(() => story.push(`${name} ends`));
    };
  };
  return {
    story,
    work,
    end: (name: string) => gates.get(name)!.resolve(name),
    fail: (name: string) => gates.get(name)!.reject(new Error(name)),
  };
}

describe("Lanes", () => {
  it("runs work of one key in order, one at a time, and of others beside it", async () => {
    const { story, work, end } = newWorks();
    const lanes = new Lanes(10);
    const [a1, a2, b1] = [lanes.run("a", work("a1")), lanes.run("a", work("a2")), lanes.run("b", work("b1"))];
    assert.deepEqual(story, ["a1 begins", "b1 begins"]);
    end("b1");
    end("a1");
    assert.deepEqual([await a1, await b1], ["a1", "b1"]);
    end("a2");
    assert.equal(await a2, "a2");
    assert.deepEqual(story.slice(-2), ["a2 begins", "a2 ends"]);
    const a3 = lanes.run("a", work("a3"));
    end("a3");
    assert.equal(await a3, "a3");
  });

  it("runs no more at a time than it may, with and without keys", async () => {
    const { story, work, end } = newWorks();
    const lanes = new Lanes(2);
    const all = [
      lanes.run(undefined, work("1")),
      lanes.run("k", work("2")),
      lanes.run(undefined, work("3")),
      lanes.run("l", work("4")),
    ];
    assert.deepEqual(story, ["1 begins", "2 begins"]);
    for (const name of ["1", "2", "3", "4"]) end(name);
    assert.deepEqual(await Promise.all(all), ["1", "2", "3", "4"]);
    let running = 0;
    for (const line of story) {
      running += line.endsWith("begins") ? 1 : -1;
      assert.ok(running <= 2, story.join());
    }
  });

  it("gives other keys their turn before a long lane's next", async () => {
    const { story, work, end } = newWorks();
    const lanes = new Lanes(1);
    const all = ["a1", "a2", "a3", "b1"].map((name) => lanes.run(name[0], work(name)));
    for (const name of ["a1", "a2", "a3", "b1"]) end(name);
    await Promise.all(all);
    assert.deepEqual(
      story.filter((line) => line.endsWith("begins")),
      ["a1 begins", "b1 begins", "a2 begins", "a3 begins"],
    );
  });

  it("goes on after work that failed", async () => {
    const { work, end, fail } = newWorks();
    const lanes = new Lanes(1);
    const [first, second] = [lanes.run("a", work("first")), lanes.run("a", work("second"))];
    fail("first");
    await assert.rejects(first, /first/);
    end("second");
    assert.equal(await second, "second");
  });
});
