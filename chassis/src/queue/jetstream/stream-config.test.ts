import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { StorageType, type StreamConfig } from "@nats-io/jetstream";
import { orders } from "../../../test/queue-inbox.ts";
import { findStreamChange, toStreamConfig } from "./stream-config.ts";

/** The stream as a broker tells of it once it is created. */
const created = toStreamConfig(orders) as StreamConfig;

describe("toStreamConfig", () => {
  it("keeps messages on file, all of them, for ever", () => {
    const { storage, max_msgs, max_bytes, max_age, num_replicas } = created;
    assert.deepEqual([storage, max_msgs, max_bytes, max_age, num_replicas], [StorageType.File, -1, -1, 0, 1]);
  });
});

describe("findStreamChange", () => {
  it("changes nothing in a stream that is as the contract says", () => {
    assert.equal(findStreamChange(orders, created), undefined);
    assert.equal(findStreamChange(orders, { ...created, num_replicas: 3, allow_direct: true }), undefined);
  });

  it("brings subjects, description, window and limits in line", () => {
    for (const other of [
      { subjects: ["orders.made"] },
      { description: "" },
      { duplicate_window: 1 },
      { max_msgs: 10 },
    ]) {
      const change = findStreamChange(orders, { ...created, ...other });
      assert.deepEqual({ ...created, ...other, ...change }, created);
    }
  });

  it("leaves out what only operators decide", () => {
    const change = findStreamChange(orders, { ...created, max_age: 1, num_replicas: 3 });
    assert.equal(change && "num_replicas" in change, false);
  });
});
