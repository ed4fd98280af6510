import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { chassisFields, createTelemetry, readConfig } from "@flotilla/chassis";
import { createQueue, type Delivery, type Queue } from "@flotilla/chassis/queue";
import { findProgram } from "@flotilla/testkit/find-program";
import { startNats } from "@flotilla/testkit/start-nats";
import { runDlq } from "./dlq.ts";

type Env = Readonly<Record<string, string>>;

/** A queue as a service has it, and the environment in which the command finds the same one. */
interface OwnedQueue extends AsyncDisposable {
  readonly queue: Queue;
  readonly env: Env;
}

async function openQueue(env: Env): Promise<Queue> {
  const settings = { natsUrl: env["NATS_URL"], dataDir: env["DATA_DIR"] ?? "" };
  const telemetry = createTelemetry(readConfig(chassisFields, { LOG_LEVEL: "silent" }), "test");
  const queue = await createQueue({ settings, telemetry, isEmbedded: true });
  await queue.start?.();
  return queue;
}

async function ownEmbedded(): Promise<OwnedQueue> {
  const folder = mkdtempSync(join(tmpdir(), "dlq-"));
  const env = { DATA_DIR: folder };
  const queue = await openQueue(env);
  return {
    ...{ queue, env },
    async [Symbol.asyncDispose]() {
      await queue.stop?.(AbortSignal.timeout(1000));
      rmSync(folder, { recursive: true });
    },
  };
}

async function ownJetStream(): Promise<OwnedQueue> {
  const nats = await startNats();
  const env = { NATS_URL: nats.url };
  const queue = await openQueue(env);
  return {
    ...{ queue, env },
    async [Symbol.asyncDispose]() {
      await queue.stop?.(AbortSignal.timeout(1000));
      await nats[Symbol.asyncDispose]();
    },
  };
}

/** Runs the command as a person would. */
async function dlq(env: Env, line: string) {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const code = await runDlq({
    argv: line.split(" ").filter(Boolean),
    env,
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
  });
  return { code, stdout: stdout.join(""), stderr: stderr.join("") };
}

const orders = { name: "Orders", subjects: ["orders.made"], description: "For tests.", duplicateWindowMs: 60_000 };

async function bury(queue: Queue, id: string, consumer = "SHIPPING"): Promise<void> {
  const original = {
    subject: "orders.made",
    id,
    data: Buffer.from("abc\u0000\u001b[2J"),
    headers: { "x-tenant": "a" },
  };
  await queue.deadLetters.add({
    consumer,
    reason: "NO_SUCH_SHIP",
    message: "It sank.\u001b[2J",
    attempts: 4,
    original,
  });
}

function dlqSuite(create: () => Promise<OwnedQueue>): void {
  it("lists dead letters as a table, oldest first, of all consumers or one", async () => {
    await using owned = await create();
    assert.deepEqual(await dlq(owned.env, "list"), { code: 0, stdout: "0 dead letters\n", stderr: "" });
    await bury(owned.queue, "a");
    await bury(owned.queue, "b", "BILLING");
    const { code, stdout } = await dlq(owned.env, "list");
    const lines = stdout.trimEnd().split("\n");
    assert.equal(code, 0);
    assert.match(lines[0]!, /^NUMBER {2}TIME +CONSUMER +REASON +TRIES {2}MESSAGE$/);
    assert.match(lines[1]!, /^ {5}1 {2}20\d\d-.*Z {2}SHIPPING +NO_SUCH_SHIP +4 {2}It sank\. \[2J$/);
    assert.match(lines[2]!, /^ {5}2 .* BILLING /);
    assert.equal(lines[3], "2 dead letters");
    assert.match((await dlq(owned.env, "list --consumer BILLING")).stdout, /^NUMBER.*\n {5}2 .*\n1 dead letter\n$/);
  });

  it("shows all that is known of one, without letting it steer the terminal", async () => {
    await using owned = await create();
    await bury(owned.queue, "a");
    const { code, stdout } = await dlq(owned.env, "show 1");
    assert.equal(code, 0);
    assert.match(stdout, /^subject {3}orders\.made$/m);
    assert.match(stdout, /^id {8}a$/m);
    assert.match(stdout, /^ {2}x-tenant: a$/m);
    assert.match(stdout, /^data \(8 bytes\)\n {2}00000000 {2}61 62 63 00 1b 5b 32 4a +\|abc\.\.\[2J\|$/m);
    assert.doesNotMatch(stdout, /[^\n\P{Cc}]/u);
  });

  it("replays one, and then all, to the consumer", async () => {
    await using owned = await create();
    await owned.queue.ensureStreams([orders]);
    const delivered: Delivery[] = [];
    const all = Promise.withResolvers<void>();
    const spec = {
      stream: "Orders",
      subject: "orders.made",
      durable: "SHIPPING",
      ackWaitMs: 30_000,
      maxAckPending: 10,
    };
    await owned.queue.consume(spec, (delivery) => {
      if (delivered.push(delivery) === 3) all.resolve();
    });
    for (const id of ["a", "b", "c"]) await bury(owned.queue, id);
    assert.deepEqual(await dlq(owned.env, "replay 2"), { code: 0, stdout: "replayed 2\n", stderr: "" });
    assert.deepEqual(await dlq(owned.env, "replay --all"), { code: 0, stdout: "replayed 1\nreplayed 3\n", stderr: "" });
    assert.deepEqual(await dlq(owned.env, "replay --all"), { code: 0, stdout: "0 dead letters\n", stderr: "" });
    await all.promise;
    assert.deepEqual(
      delivered.map(({ headers }) => headers["queue-message-id"]),
      ["b", "a", "c"],
    );
    assert.equal((await dlq(owned.env, "list")).stdout, "0 dead letters\n");
  });

  it("removes, goes on after what is not there, and says so", async () => {
    await using owned = await create();
    await bury(owned.queue, "a");
    const { code, stdout, stderr } = await dlq(owned.env, "remove 7 1");
    assert.deepEqual([code, stdout, stderr], [1, "removed 1\n", "error: 7: there is no dead letter 7\n"]);
    assert.deepEqual(await owned.queue.deadLetters.list(0, 10), []);
  });

  it("keeps what cannot be replayed", async () => {
    await using owned = await create();
    await bury(owned.queue, "a");
    const { code, stderr } = await dlq(owned.env, "replay 1");
    assert.equal(code, 1);
    assert.match(stderr, /^error: 1: /);
    assert.equal((await owned.queue.deadLetters.list(0, 10)).length, 1);
  });
}

describe("npm run dlq on the embedded queue", () => dlqSuite(ownEmbedded));

const { missing } = findProgram("nats-server");
describe("npm run dlq on JetStream", { skip: missing }, () => dlqSuite(ownJetStream));

describe("npm run dlq", () => {
  it("explains itself", async () => {
    for (const line of ["--help", "help", "list -h"]) {
      const { code, stdout } = await dlq({}, line);
      assert.equal(code, 0);
      assert.match(stdout, /Usage:\n {2}npm run dlq -- list/);
    }
  });

  const wrong: readonly (readonly [string, RegExp])[] = [
    ["", /a command is missing/],
    ["dance", /there is no command dance/],
    ["show", /show needs the number/],
    ["remove x", /x is no number/],
    ["replay 0", /0 is no number/],
    ["replay --all 3", /3 is one word too many/],
    ["list --all", /--all goes with replay only/],
    ["remove 1 --consumer A", /--consumer goes with/],
    ["list --nope", /--nope/],
  ];
  for (const [line, message] of wrong) {
    it(`refuses ${JSON.stringify(line)} with the usage`, async () => {
      const { code, stdout, stderr } = await dlq({}, line);
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, message);
      assert.match(stderr, /Usage:/);
    });
  }

  it("makes no queue where there is none", async () => {
    const { code, stderr } = await dlq({ DATA_DIR: join(tmpdir(), "no-such-folder") }, "list");
    assert.deepEqual(
      [code, stderr],
      [1, `error: there is no queue ${join(tmpdir(), "no-such-folder/queue.sqlite")}\n`],
    );
  });

  it("says which broker it cannot reach, and never its password", async () => {
    const { code, stderr } = await dlq({ NATS_URL: "nats://shop:s3cret@127.0.0.1:1" }, "list");
    assert.equal(code, 1);
    assert.match(stderr, /127\.0\.0\.1:1 cannot be reached/);
    assert.doesNotMatch(stderr, /s3cret/);
  });

  it("exits 78 for settings that are wrong", async () => {
    const { code, stderr } = await dlq({ NATS_URL: "http://nowhere" }, "list");
    assert.equal(code, 78);
    assert.match(stderr, /NATS_URL/);
  });
});
