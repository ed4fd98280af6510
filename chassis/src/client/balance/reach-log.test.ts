import assert from "node:assert/strict";
import { it } from "node:test";
import { newTelemetry } from "../../../test/new-telemetry.ts";
import { createReachLog } from "./reach-log.ts";

it("tells once that an address is out of reach, again when the reason is another, and once that it is back", () => {
  const { log, written } = newTelemetry();
  const tell = createReachLog(log, "places", { url: "https://places:8443" });
  const refused = "connect ECONNREFUSED";
  const stranger = "its certificate is for spiffe://flotilla.local/hello";
  for (const failure of [undefined, refused, refused, stranger, stranger, undefined, undefined, refused]) tell(failure);
  const lines = written.map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ msg, reason }) => [msg, reason]),
    [
      ["address out of reach", refused],
      ["address out of reach", stranger],
      ["address back in reach", undefined],
      ["address out of reach", refused],
    ],
  );
});
