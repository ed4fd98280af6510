import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findProgram } from "./find-program.ts";
import { startRedis } from "./start-redis.ts";

const { missing: skip } = findProgram("redis-server");

describe("a started Redis", { skip }, () => {
  it("wakes up with what was saved, and without what came later", async () => {
    await using redis = await startRedis();
    await redis.command("SET", "kept", "1");
    await redis.saveNow();
    await redis.command("SET", "lost", "1");
    await redis.kill();
    await redis.restart();
    assert.deepEqual([await redis.command("EXISTS", "kept"), await redis.command("EXISTS", "lost")], ["1", "0"]);
  });

  it("asks for its password, and says so", async () => {
    await using redis = await startRedis({ password: "p@ss word" });
    assert.equal(await redis.command("PING"), "PONG");
    assert.equal(decodeURIComponent(new URL(redis.url).password), "p@ss word");
    await assert.rejects(redis.command("NO_SUCH_COMMAND"), /unknown command/);
  });
});
