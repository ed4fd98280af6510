import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, it } from "node:test";
import { buildLoader, hasGo } from "./build-peers.ts";
import { checkAnswers } from "./check-answers.ts";
import { runLoad } from "./load.ts";
import { benchFolder } from "./places.ts";
import { startServer } from "./server-process.ts";
import { startSpanSink } from "./span-sink.ts";
import { shapes, targets } from "./targets.ts";
import { whyUnfair } from "./void-run.ts";

const isGoProgram = new Set(["gin", "gin-blocks", "grpc-go", "grpc-go-blocks"]);
const withoutGo = targets.filter(({ name, telemetry }) => telemetry && !isGoProgram.has(name));
const isCi = Boolean(process.env["CI"]) && process.env["CI"] !== "false";
const skip = hasGo || isCi ? false : "no Go toolchain: the loader cannot be built";

describe("the servers under test", () => {
  for (const target of withoutGo) {
    it(`answers alike, ${target.work}: ${target.name}`, async () => {
      await using sink = await startSpanSink();
      await using server = await startServer(target, sink.url);
      await checkAnswers(target.work, server.port);
    });
  }
});

describe("the loader", { skip }, () => {
  it("passes its own tests", () => {
    execFileSync("go", ["test", "./..."], { cwd: join(benchFolder, "loader"), stdio: "pipe" });
  });

  for (const target of withoutGo.filter(({ name }) => name !== "connect-node")) {
    it(`gets only right answers, and lines and spans come out, ${target.work}: ${target.name}`, async () => {
      buildLoader();
      await using sink = await startSpanSink();
      await using server = await startServer(target, sink.url);
      const times = { warmupSeconds: 0.1, seconds: 0.4 };
      const report = await runLoad(server, target.work, shapes[target.work][0]!, times);
      await server.stop();
      assert.deepEqual(report.errors, {});
      assert.ok(report.requests > 100, `${report.requests} requests`);
      const { loggedBytes } = server;
      const facts = { telemetry: true, loggedBytes, spanBytes: sink.bytes, answered: report.total };
      assert.equal(whyUnfair(facts), undefined);
    });
  }
});
