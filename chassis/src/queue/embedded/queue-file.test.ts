import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Inbox, idsOf, openInbox, orders, shipping, toMessage } from "../../../test/queue-inbox.ts";
import { EmbeddedQueue } from "./embedded-queue.ts";

/** A folder for one test, with the path of a queue in it. */
function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), "queue-file-"));
  return { path: join(folder, "below/queue.sqlite"), [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

async function open(path: string, isVisitor = false): Promise<EmbeddedQueue> {
  const queue = new EmbeddedQueue(path, { isVisitor });
  await queue.start();
  return queue;
}

const main = fileURLToPath(new URL("../../../test/embedded-main.ts", import.meta.url));

/** Runs a process that publishes until so many messages are acknowledged, and kills it. */
async function publishUntilKilled(path: string, count: number) {
  const child = spawn(process.execPath, ["--no-warnings", main, path], { stdio: ["ignore", "pipe", "inherit"] });
  let stored = 0;
  const taken: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith("taken")) taken.push(line);
    else stored = Number(line.slice("stored ".length));
    if (stored >= count && taken.length > 0) child.kill("SIGKILL");
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return { stored, taken };
}

describe("EmbeddedQueue's file", () => {
  it("has every acknowledged message after kill -9, and counts deliveries across it", async () => {
    using folder = newFolder();
    let stored = 0;
    let first = "";
    for (const attempt of [1, 2, 3]) {
      const run = await publishUntilKilled(folder.path, stored + 25);
      first ||= run.taken[0]!.split(" ")[1]!;
      assert.deepEqual(run.taken, [`taken ${first} ${attempt}`]);
      assert.ok(run.stored >= stored + 25);
      stored = run.stored;
    }
    const queue = await open(folder.path);
    const inbox = new Inbox();
    await queue.consume({ ...shipping, maxAckPending: 10_000 }, inbox.deliver);
    const sequences = (await inbox.take(stored)).map(({ sequence }) => sequence);
    assert.deepEqual(
      sequences,
      Array.from({ length: stored }, (_, index) => index + 1),
    );
    await queue.stop();
  });

  it("has one owner at a time, and lets the next one in when that is gone", async () => {
    using folder = newFolder();
    const owner = await open(folder.path);
    await assert.rejects(
      open(folder.path),
      /another process uses the queue .*queue\.sqlite: give each its own DATA_DIR/,
    );
    await owner.stop();
    const next = await open(folder.path);
    next.check();
    await next.stop();
  });

  it("lets visitors in beside the owner, who delivers what they publish", async () => {
    using folder = newFolder();
    const owner = await open(folder.path);
    await owner.ensureStreams([orders]);
    const inbox = await openInbox(owner);
    const visitor = await open(folder.path, true);
    await visitor.publish(toMessage("from a visitor"));
    assert.equal((await inbox.next()).id, "from a visitor");
    await visitor.stop();
    await owner.stop();
  });

  it("is not made by a visitor", async () => {
    using folder = newFolder();
    await assert.rejects(open(folder.path, true), /there is no queue /);
  });

  it("says which file it is that is no queue", async () => {
    using folder = newFolder();
    const path = join(folder.path, "../../other.sqlite");
    writeFileSync(path, "this is no database, but a text of some length".repeat(100));
    await assert.rejects(open(path), /cannot open the queue .*other\.sqlite: file is not a database/);
  });

  it("writes what was asked for before it closes, and rejects what comes later", async () => {
    using folder = newFolder();
    const queue = await open(folder.path);
    await queue.ensureStreams([orders]);
    const early = queue.publish(toMessage("early"));
    await queue.stop();
    assert.equal((await early).sequence, 1);
    await assert.rejects(queue.publish(toMessage("late")), { reason: "QUEUE_UNAVAILABLE" });
    await assert.rejects(queue.readEpoch("Orders"), { reason: "QUEUE_UNAVAILABLE" });
    assert.throws(() => queue.check(), { reason: "QUEUE_UNAVAILABLE" });
    const again = await open(folder.path);
    assert.deepEqual(idsOf([await (await openInbox(again)).next()]), ["early"]);
    await again.stop();
  });

  it("hands out few of many messages that wait", async () => {
    using folder = newFolder();
    const queue = await open(folder.path);
    await queue.ensureStreams([orders]);
    const ids = Array.from({ length: 20_000 }, (_, index) => `m${index}`);
    await Promise.all(ids.map((id) => queue.publish(toMessage(id))));
    const inbox = await openInbox(queue, { maxAckPending: 50, ackWaitMs: 600_000 });
    await inbox.take(50);
    assert.equal(await inbox.consumption.readPending(), 20_000 - 50);
    assert.equal(inbox.unread, 0);
    await queue.stop();
  });

  it("bounds by bytes what is handed out, too", async () => {
    using folder = newFolder();
    const queue = await open(folder.path);
    await queue.ensureStreams([orders]);
    const data = Buffer.alloc(1_000_000);
    for (let index = 0; index < 40; index++) await queue.publish(toMessage(`m${index}`, { data }));
    const inbox = await openInbox(queue, { ackWaitMs: 600_000 });
    const taken = await inbox.take(17);
    assert.equal(await inbox.consumption.readPending(), 23);
    await taken[0]!.ack();
    assert.equal((await inbox.next()).id, "m17");
    await queue.stop();
  });
});
