import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { toEvent } from "../../test/outbox-store.suite.ts";
import { EventLines } from "./event-lines.ts";

/** Takes all that may be taken. */
function takeAll(lines: EventLines): readonly string[] {
  const taken: string[] = [];
  for (let event = lines.take(); event; event = lines.take()) taken.push(event.id);
  return taken;
}

function toLines(...ids: readonly string[]): EventLines {
  const lines = new EventLines();
  lines.append(ids.map((id) => toEvent(id)));
  return lines;
}

describe("EventLines", () => {
  it("lets one event of each aggregate go at a time, in order", () => {
    const lines = toLines("a/1", "a/2", "b/1", "a/3");
    assert.deepEqual(takeAll(lines), ["a/1", "b/1"]);
    lines.pass(toEvent("a/1"));
    assert.deepEqual(takeAll(lines), ["a/2"]);
    lines.pass(toEvent("b/1"));
    assert.deepEqual(takeAll(lines), []);
    lines.pass(toEvent("a/2"));
    assert.deepEqual(takeAll(lines), ["a/3"]);
  });

  it("holds the line of an event that failed until it is released", () => {
    const lines = toLines("a/1", "b/1", "b/2");
    assert.deepEqual(takeAll(lines), ["a/1", "b/1"]);
    lines.hold(toEvent("a/1"));
    lines.append([toEvent("a/2")]);
    lines.pass(toEvent("b/1"));
    assert.deepEqual(takeAll(lines), ["b/2"]);
    lines.release();
    assert.deepEqual(takeAll(lines), ["a/1"]);
  });

  it("puts what was read behind what is known and was read before it", () => {
    const lines = toLines("a/1", "a/4");
    lines.prepend([toEvent("a/1"), toEvent("a/2"), toEvent("a/3")]);
    const taken: string[] = [];
    for (let event = lines.take(); event; event = lines.take()) {
      taken.push(event.id);
      lines.pass(event);
    }
    assert.deepEqual(taken, ["a/1", "a/2", "a/3", "a/4"]);
  });

  it("knows an event until it is forgotten", () => {
    const lines = toLines("a/1");
    takeAll(lines);
    lines.pass(toEvent("a/1"));
    lines.append([toEvent("a/1")]);
    assert.deepEqual(takeAll(lines), []);
    assert.equal(lines.size, 1);
    lines.forget([toEvent("a/1")]);
    assert.equal(lines.size, 0);
    lines.append([toEvent("a/1")]);
    assert.deepEqual(takeAll(lines), ["a/1"]);
  });

  it("puts older events before those that wait, behind the one that is under way", () => {
    const lines = toLines("a/1", "a/4", "b/3");
    lines.take();
    lines.prepend(["a/2", "b/1", "a/3", "b/2", "a/4"].map((id) => toEvent(id)));
    const order = [...takeAll(lines)];
    for (const id of ["a/1", "b/1", "a/2", "b/2", "a/3", "b/3"]) {
      lines.pass(toEvent(id));
      order.push(...takeAll(lines));
    }
    assert.deepEqual(order, ["b/1", "a/2", "b/2", "a/3", "b/3", "a/4"]);
  });

  it("drops all but what is under way or published", () => {
    const lines = toLines("a/1", "a/2", "b/1", "c/1");
    lines.take();
    lines.take();
    lines.pass(toEvent("b/1"));
    lines.drop();
    assert.equal(lines.size, 2);
    assert.equal(lines.isReady, false);
    lines.prepend([toEvent("a/2"), toEvent("b/1"), toEvent("c/1")]);
    assert.deepEqual(takeAll(lines), ["c/1"]);
    lines.pass(toEvent("a/1"));
    assert.deepEqual(takeAll(lines), ["a/2"]);
  });

  it("drops a line that is held, and takes it again", () => {
    const lines = toLines("a/1");
    lines.take();
    lines.hold(toEvent("a/1"));
    lines.drop();
    assert.equal(lines.size, 0);
    lines.append([toEvent("a/1")]);
    assert.deepEqual(takeAll(lines), ["a/1"]);
  });
});
