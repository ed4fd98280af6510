import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newCall, newMethod } from "../../test/new-call.ts";
import { newTelemetry } from "../../test/new-telemetry.ts";
import { compose } from "../handler.ts";
import { trace } from "../middleware/trace.ts";
import { createOutgoingHeaders } from "../telemetry/propagate.ts";
import { messageHeaders } from "./message-headers.ts";

const incoming = {
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  tracestate: "vendor=1",
  baggage: "tenant=sea",
  "x-request-id": "order-17",
};

describe("headers of messages, as AsyncAPI has them", () => {
  it("are all those that a call hands on", async () => {
    const telemetry = newTelemetry({ BAGGAGE_KEYS: "tenant" });
    const method = newMethod();
    const call = newCall(method, incoming);
    let sent: readonly string[] = [];
    const send = () => {
      sent = Object.keys(createOutgoingHeaders(telemetry));
      return {};
    };
    await compose([trace(telemetry)], send, method)({}, call);
    assert.deepEqual([...sent].sort(), Object.keys(incoming).sort());
    const told = new Set(Object.keys(messageHeaders["properties"] as object));
    for (const name of sent) assert.ok(told.has(name), name);
  });
});
