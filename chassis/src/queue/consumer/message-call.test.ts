import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Delivery } from "../queue.ts";
import { toHeaders } from "./message-call.ts";

const delivery = {
  ...{ subject: "s", id: "m1", stream: "S", sequence: 7, time: new Date(1_700_000_000_000), attempt: 2 },
  headers: { traceparent: "00-1" },
} as unknown as Delivery;

const identify = (over: Partial<Delivery>) => {
  const headers = toHeaders({ ...delivery, ...over });
  return [headers["queue-message-id"], headers["queue-message-time"]];
};

describe("toHeaders", () => {
  it("tells which message it is, and how often it came", () => {
    assert.deepEqual(toHeaders(delivery), {
      traceparent: "00-1",
      "queue-message-id": "m1",
      "queue-message-time": "1700000000000",
      "queue-subject": "s",
      "queue-attempt": "2",
    });
  });

  it("takes a replay's word for which message it was", () => {
    const headers = { "queue-message-id": "old", "queue-message-time": "1600000000000", "queue-attempt": "9" };
    assert.deepEqual(identify({ headers }), ["old", "1600000000000"]);
    assert.equal(toHeaders({ ...delivery, headers })["queue-attempt"], "2");
  });

  it("takes no word that is none", () => {
    for (const time of ["", "never", "-1", "1e300", "99999999999999999"]) {
      const headers = { "queue-message-id": "", "queue-message-time": time };
      assert.deepEqual(identify({ headers }), ["m1", "1700000000000"], time);
    }
  });

  it("names a message without an id by its place and time", () => {
    assert.deepEqual(identify({ id: undefined })[0], "S/7/1700000000000");
  });
});
