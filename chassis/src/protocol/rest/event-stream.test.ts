import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readEvents } from "../../../test/read-events.ts";
import { ask } from "../../../test/transcoding.ts";
import { Fault } from "../../fault.ts";
import { eventStream } from "./event-stream.ts";

const accept = "text/event-stream";

function askEvents(query: string, headers: Record<string, string> = {}) {
  return ask({ target: `/v1/books:watch${query}`, headers: { accept, ...headers } });
}

describe("an event stream", () => {
  it("has an event for each message and one for the end", async () => {
    const answer = await askEvents("?int32Value=2");
    const events = readEvents(answer.text);
    assert.deepEqual(
      events.map(({ type, data }) => [type, JSON.parse(data).int32Value]),
      [
        ["message", 1],
        ["message", 2],
        ["end", undefined],
      ],
    );
  });

  it("is told to proxies and caches as what it is", async () => {
    const { status, headers } = await askEvents("?int32Value=1");
    assert.equal(status, 200);
    assert.deepEqual(headers, {
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      vary: "accept",
    });
  });

  it("has its end even when there is no message", async () => {
    const answer = await askEvents("");
    assert.deepEqual(readEvents(answer.text), [{ type: "end", data: "{}", lastEventId: "end" }]);
  });

  it("is a problem when it fails before the first message", async () => {
    const answer = await askEvents("?boolValue=true");
    assert.deepEqual([answer.status, answer.headers["content-type"]], [500, "application/problem+json"]);
  });

  it("ends with the problem as an event when it fails later", async () => {
    const answer = await askEvents("?int32Value=1&boolValue=true");
    const { type, data } = readEvents(answer.text).at(-1)!;
    const { status, reason } = JSON.parse(data);
    assert.deepEqual([type, status, reason], ["error", 500, "INTERNAL"]);
    assert.doesNotMatch(answer.text, /broken on purpose/);
  });

  it("is not begun anew by a browser that has read its end", async () => {
    const answer = await askEvents("?int32Value=1", { "last-event-id": "end" });
    assert.deepEqual([answer.status, answer.text], [204, ""]);
    const lines = await ask({ target: "/v1/books:watch?int32Value=1", headers: { "last-event-id": "end" } });
    assert.equal(lines.status, 200);
  });

  it("has a head only for HEAD", async () => {
    const answer = await ask({ verb: "HEAD", target: "/v1/books:watch?int32Value=3", headers: { accept } });
    assert.deepEqual([answer.status, answer.headers["content-type"], answer.text], [200, accept, ""]);
  });

  // What is accepted → what is answered; undefined is 406.
  const choices: Readonly<Record<string, string | undefined>> = {
    "*/*": "application/x-ndjson",
    "application/*": "application/x-ndjson",
    "application/x-ndjson": "application/x-ndjson",
    "text/*": "text/event-stream",
    "Text/Event-Stream": "text/event-stream",
    "text/event-stream, */*;q=0.1": "text/event-stream",
    "text/event-stream;q=0.5, application/x-ndjson": "application/x-ndjson",
    "text/event-stream;q=0, */*": "application/x-ndjson",
    "application/json": undefined,
    "text/event-stream;q=0": undefined,
  };
  for (const [accepted, type] of Object.entries(choices)) {
    it(`${type ? `gives way to ${type}` : "is refused"} where ${accepted} is accepted`, async () => {
      const answer = await askEvents("?int32Value=1", { accept: accepted });
      assert.deepEqual(
        [answer.status, answer.headers["content-type"]],
        type ? [200, type] : [406, "application/problem+json"],
      );
    });
  }

  it("is not offered where the handler says its own type", async () => {
    const answer = await ask({ target: "/v1/covers:export", headers: { accept } });
    assert.equal(answer.headers["content-type"], "image/png");
  });
});

describe("the events", () => {
  it("carry every line break that a text may have", () => {
    for (const text of ["a\nb", "a\r\nb", "a\rb"]) {
      assert.equal(readEvents(eventStream.toMessage(text))[0]?.data, "a\nb");
    }
    assert.deepEqual(
      readEvents(eventStream.toMessage("\n\nevent: end\nx")).map(({ type, data }) => [type, data]),
      [["message", "\n\nevent: end\nx"]],
    );
  });

  it("are not one when they only show that the stream is alive", () => {
    assert.deepEqual(readEvents(eventStream.keepAlive! + eventStream.toMessage("1")), [
      { type: "message", data: "1", lastEventId: "" },
    ]);
  });

  it("let a browser come back after a failure that may pass, when the failure says, and after no other", () => {
    const lasting = new Fault({ code: "not_found", reason: "X", message: "x" });
    const passing = new Fault({ code: "unavailable", reason: "X", message: "x", retryAfterMs: 1500.2 });
    assert.equal(readEvents(eventStream.toFailure("{}", lasting))[0]?.lastEventId, "end");
    assert.equal(readEvents(eventStream.toFailure("{}", passing))[0]?.lastEventId, "");
    assert.match(eventStream.toFailure("{}", passing), /^retry: 1501$/m);
    assert.doesNotMatch(eventStream.toFailure("{}", lasting), /retry/);
  });
});
