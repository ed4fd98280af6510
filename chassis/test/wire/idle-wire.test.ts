import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openPort } from "../open-port.ts";

const run = promisify(execFile);
const program = fileURLToPath(new URL("ask-main.ts", import.meta.url));

for (const kind of [
  ["1", "node"],
  ["2", "flotilla"],
  ["2", "node"],
] as const) {
  describe(`a process with a wire of HTTP/${kind.join(" by ")}`, { timeout: 120_000 }, () => {
    it("lives as long as it waits for answers, and no longer", async () => {
      await using peer = await openPort(async (exchange) => {
        exchange.respondOnce(200, {}, await exchange.readWhole(100, 5000));
      });
      const { stdout } = await run(process.execPath, [program, String(peer.port), ...kind, "ask"]);
      assert.equal(stdout, "first second");
    });

    it("ends when what it asked for was cancelled", async () => {
      await using peer = await openPort(() => undefined);
      const { stdout } = await run(process.execPath, [program, String(peer.port), ...kind, "cancel"]);
      assert.equal(stdout, "");
    });
  });
}
