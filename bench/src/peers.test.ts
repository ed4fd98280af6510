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
import { createTarget, type ServerName } from "./targets.ts";
import { whyUnfair } from "./void-run.ts";
import type { Work } from "./works.ts";

const served: readonly [ServerName, ...Work[]][] = [
  ["flotilla", "get-user", "create-user", "get-by-email", "echo-64k", "produce"],
  ["flotilla on node:http2", "get-by-email"],
  ["fastify", "get-user", "create-user"],
  ["grpc-js", "get-by-email"],
  ["connect-node", "get-by-email"],
];
const withoutGo = served.flatMap(([name, ...works]) => works.map((work) => createTarget(name, work, true)));
/** Of a few large or slow calls none may be sampled; the bench measures them bare. */
const observed = new Set<Work>(["get-user", "create-user", "get-by-email"]);
const loaded = withoutGo
  .filter(({ name }) => name !== "connect-node")
  .map(({ name, work }) => createTarget(name as ServerName, work, observed.has(work)));
const shape = { connections: 2, streams: 2 };
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

  for (const target of loaded) {
    it(`gets only right answers, and lines and spans come out, ${target.work}: ${target.name}`, async () => {
      buildLoader();
      await using sink = await startSpanSink();
      await using server = await startServer(target, sink.url);
      const times = { warmupSeconds: 0.1, seconds: 0.9 };
      const report = await runLoad(server, target.work, shape, times);
      await server.stop();
      assert.deepEqual(report.errors, {});
      assert.ok(report.total > 0, "no answers");
      const { telemetry } = target;
      const facts = { telemetry, loggedBytes: server.loggedBytes, spanBytes: sink.bytes, answered: report.total };
      assert.equal(whyUnfair(facts), undefined);
    });
  }
});
