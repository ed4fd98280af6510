import assert from "node:assert/strict";
import { it } from "node:test";
import { findFreePort } from "./free-port.ts";

it("gives no port twice, and none that a system hands out by itself", async () => {
  const ports = await Promise.all([findFreePort(), findFreePort(), findFreePort()]);
  assert.equal(new Set(ports).size, 3);
  for (const port of ports) assert.ok(port >= 1024 && port < 32_768, String(port));
});
