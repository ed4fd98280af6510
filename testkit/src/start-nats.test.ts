import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it } from "node:test";
import { findProgram } from "./find-program.ts";
import { startNats } from "./start-nats.ts";

const { missing } = findProgram("nats-server");

/** The first thing that a NATS server says; undefined: nobody listens. */
async function readGreeting(port: number): Promise<string | undefined> {
  const socket = connect(port, "127.0.0.1");
  try {
    const [data] = (await once(socket, "data")) as [Buffer];
    return data.toString();
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

describe("startNats", { skip: missing }, () => {
  it("starts a server with JetStream, and again on the same port once it was killed", async () => {
    await using nats = await startNats();
    assert.match((await readGreeting(nats.port)) ?? "", /"jetstream":true/);
    await nats.kill();
    assert.equal(await readGreeting(nats.port), undefined);
    await nats.restart();
    assert.match((await readGreeting(nats.port)) ?? "", /"jetstream":true/);
    await nats.wipe();
    assert.match((await readGreeting(nats.port)) ?? "", /"jetstream":true/);
  });

  it("asks for a password where it was given one", async () => {
    await using nats = await startNats({ user: { name: "campus", password: "p@ss/word" } });
    assert.match((await readGreeting(nats.port)) ?? "", /"auth_required":true/);
    assert.equal(decodeURIComponent(new URL(nats.url).password), "p@ss/word");
  });
});
