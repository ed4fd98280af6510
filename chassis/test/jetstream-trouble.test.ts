import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { findFreePort } from "@flotilla/testkit/free-port";
import { startDelayProxy } from "@flotilla/testkit/start-delay-proxy";
import { jetstreamManager } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { JetStreamQueue } from "../src/queue/jetstream/jetstream-queue.ts";
import { newTelemetry } from "./new-telemetry.ts";
import { ownJetStream, untilReached } from "./own-jetstream.ts";
import { idsOf, openInbox, orders, shipping, toMessage } from "./queue-inbox.ts";
import { restartBroker } from "./restarts/restart-broker.ts";

const { missing } = findProgram("nats-server");
const unavailable = { code: "unavailable", reason: "QUEUE_UNAVAILABLE" };
const patient = { ackWaitMs: 60_000 };

/** A hand on the broker that the queue knows nothing of. */
async function openManager(url: string) {
  const nc = await connect({ servers: url });
  return Object.assign(await jetstreamManager(nc), { [Symbol.asyncDispose]: () => nc.close() });
}

/** A queue that comes to the broker through a proxy. */
async function openProxied(port: number) {
  const proxy = await startDelayProxy(port);
  const telemetry = newTelemetry();
  const queue = new JetStreamQueue({ url: `nats://127.0.0.1:${proxy.port}`, name: "test", log: telemetry.log });
  await queue.start();
  return {
    queue,
    proxy,
    [Symbol.asyncDispose]: async () => {
      await queue.stop();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

describe("JetStreamQueue in trouble", { skip: missing, timeout: 300_000 }, () => {
  it("takes what can never be sent for no outage", async () => {
    await using owned = await ownJetStream();
    const { queue } = owned;
    await queue.ensureStreams([orders]);
    const odd = toMessage("odd", { headers: { note: "two\nlines" } });
    await assert.rejects(queue.publish(odd), { name: "InvalidArgumentError" });
    const original = toMessage("long", { data: Buffer.alloc(1_048_576) });
    const letter = { consumer: "SHIPPING", reason: "TESTED", message: "", attempts: 1, original };
    await assert.rejects(queue.deadLetters.add(letter), { code: "resource_exhausted", reason: "BODY_TOO_LARGE" });
    assert.equal((await queue.publish(toMessage("1"))).sequence, 1);
  });

  describe("with its connection", () => {
    it("starts without a broker, says which one is missing, and refuses what it is asked", async () => {
      const port = await findFreePort();
      const queue = new JetStreamQueue({ url: `nats://127.0.0.1:${port}`, name: "test", log: newTelemetry().log });
      await queue.start();
      await assert.rejects(queue.publish(toMessage("1")), unavailable);
      await assert.rejects(queue.ensureStreams([orders]), unavailable);
      await assert.rejects(queue.readEpoch("Orders"), unavailable);
      await assert.rejects(
        queue.consume(shipping, () => undefined),
        unavailable,
      );
      assert.throws(() => queue.check(), new RegExp(`NATS at 127\\.0\\.0\\.1:${port} cannot be reached`));
      await queue.stop();
    });

    it("says no password, right or wrong", async () => {
      await using owned = await ownJetStream({ user: { name: "campus", password: "s3cr3t" } });
      const telemetry = newTelemetry();
      const url = owned.nats.url.replace("s3cr3t", "wr0ng");
      const queue = new JetStreamQueue({ url, name: "test", log: telemetry.log });
      await queue.start();
      const fault = await queue.publish(toMessage("1")).catch((cause: unknown) => cause);
      const problem = await Promise.try(() => queue.check()).catch((cause: unknown) => cause);
      assert.match(String(problem), /Authorization Violation/);
      await queue.stop();
      const said = [fault, problem].map((error) => `${error} ${JSON.stringify(error)}`);
      assert.doesNotMatch([...said, ...telemetry.written, ...owned.telemetry.written].join("\n"), /s3cr3t|wr0ng/);
    });

    it("ends what is under way as soon as the connection is lost", async () => {
      await using owned = await ownJetStream();
      await owned.queue.ensureStreams([orders]);
      owned.nats.freeze();
      const publishing = assert.rejects(owned.queue.publish(toMessage("1")), unavailable);
      await owned.nats.kill();
      await publishing;
    });

    it("leaves a broker that does nothing, and comes back once it does", async () => {
      await using owned = await ownJetStream();
      await owned.queue.ensureStreams([orders]);
      const inbox = await openInbox(owned.queue, patient);
      owned.nats.freeze();
      await assert.rejects(owned.queue.publish(toMessage("1")), unavailable);
      owned.nats.thaw();
      await untilReached(owned.queue);
      await owned.queue.publish(toMessage("2"));
      const seen = new Set<string | undefined>();
      while (!seen.has("2")) seen.add((await inbox.next()).id);
    });

    it("sends a verdict that a lost connection cut short once it is back", async () => {
      await using owned = await ownJetStream();
      await using proxied = await openProxied(owned.nats.port);
      await owned.queue.ensureStreams([orders]);
      const inbox = await openInbox(proxied.queue, { ackWaitMs: 4000 });
      await owned.queue.publish(toMessage("1"));
      const delivery = await inbox.next();
      proxied.proxy.delayMs = 60_000;
      const acknowledged = delivery.ack();
      proxied.proxy.delayMs = 0;
      proxied.proxy.cut();
      await acknowledged;
      await using manager = await openManager(owned.nats.url);
      const { num_ack_pending: unsettled } = await manager.consumers.info("Orders", "SHIPPING");
      assert.equal(unsettled, 0);
    });
  });

  describe("with its broker", () => {
    it("goes on consuming within 5 s of each restart, and loses nothing that the broker has", async () => {
      const report = await restartBroker({ rounds: 6, wipeEvery: 3, seed: 1 });
      assert.deepEqual(report.lost, []);
      assert.ok(report.published > 0);
      for (const { number, resumedMs } of report.rounds)
        assert.ok(resumedMs < 5000, `round ${number}: ${resumedMs} ms`);
    });

    it("creates streams and consumers again that are gone", async () => {
      await using owned = await ownJetStream();
      await using manager = await openManager(owned.nats.url);
      await owned.queue.ensureStreams([orders]);
      const inbox = await openInbox(owned.queue, patient);
      await manager.consumers.delete("Orders", "SHIPPING");
      await owned.queue.publish(toMessage("1"));
      assert.equal((await inbox.next()).id, "1");
      const epoch = await owned.queue.readEpoch("Orders");
      await manager.streams.delete("Orders");
      const acks = await Promise.all(["2", "3", "4"].map((id) => owned.queue.publish(toMessage(id))));
      assert.deepEqual(
        acks.map(({ sequence }) => sequence),
        [1, 2, 3],
      );
      assert.notEqual(await owned.queue.readEpoch("Orders"), epoch);
      assert.deepEqual(idsOf(await inbox.take(3)), ["2", "3", "4"]);
    });

    it("takes no verdict on an earlier stream's message for one on the new one's", async () => {
      await using owned = await ownJetStream();
      await owned.queue.ensureStreams([orders]);
      const inbox = await openInbox(owned.queue);
      await owned.queue.publish(toMessage("old"));
      const old = await inbox.next();
      await owned.nats.wipe();
      await untilReached(owned.queue);
      await owned.queue.publish(toMessage("new"));
      const first = await inbox.next();
      assert.deepEqual([first.id, first.sequence], ["new", old.sequence]);
      await assert.rejects(old.ack(), unavailable);
      const again = await inbox.next();
      assert.deepEqual([again.id, again.attempt], ["new", 2]);
      await again.ack();
    });

    it("brings a consumer in line whose settings differ", async () => {
      await using owned = await ownJetStream();
      await using manager = await openManager(owned.nats.url);
      await owned.queue.ensureStreams([orders]);
      const earlier = await openInbox(owned.queue, { ackWaitMs: 5000 });
      await earlier.consumption.stop();
      await openInbox(owned.queue, { ackWaitMs: 7000, subject: "orders.paid" });
      const { config } = await manager.consumers.info("Orders", "SHIPPING");
      assert.deepEqual([config.ack_wait, config.filter_subject], [7e9, "orders.paid"]);
    });

    it("leaves to operators what the contract says nothing of", async () => {
      await using owned = await ownJetStream();
      await using manager = await openManager(owned.nats.url);
      await manager.streams.add({
        name: "Orders",
        subjects: ["orders.made"],
        metadata: { owner: "ops" },
        max_age: 1e9,
      });
      await owned.queue.ensureStreams([orders]);
      const { config } = await manager.streams.info("Orders");
      assert.deepEqual([config.subjects, config.max_age], [orders.subjects, 0]);
      assert.equal(config.metadata?.["owner"], "ops");
    });

    it("bears a consumer that throws", async () => {
      await using owned = await ownJetStream();
      await owned.queue.ensureStreams([orders]);
      const { promise, resolve } = Promise.withResolvers<string | undefined>();
      await owned.queue.consume({ ...shipping, ...patient }, (delivery) => {
        if (delivery.id === "1") throw new Error("not today");
        resolve(delivery.id);
      });
      await owned.queue.publish(toMessage("1"));
      await owned.queue.publish(toMessage("2"));
      assert.equal(await promise, "2");
    });
  });
});
