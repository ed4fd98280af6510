import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { describe, it } from "node:test";
import type { MongoClient } from "mongodb";
import { MongoPresence } from "./mongo-presence.ts";

/** A client of which only the driver's reports are there. */
function createReports() {
  const client = new EventEmitter();
  return {
    presence: new MongoPresence(client as unknown as MongoClient),
    see: (hasKnownServers: boolean) =>
      client.emit("topologyDescriptionChanged", { newDescription: { hasKnownServers } }),
    fail: (failure: Error) => client.emit("serverHeartbeatFailed", { failure }),
    succeed: () => client.emit("serverHeartbeatSucceeded", {}),
  };
}

const refused = new Error("connect ECONNREFUSED");

describe("MongoPresence", () => {
  it("knows of no absence before anything was tried, and of one when that failed", () => {
    const { presence, see, fail } = createReports();
    see(false);
    assert.equal(presence.absence, undefined);
    fail(refused);
    assert.equal(presence.absence, refused);
  });

  it("calls nobody absent for a connection that broke, as long as the server answers", () => {
    const { presence, see, succeed, fail } = createReports();
    succeed();
    see(true);
    see(false);
    assert.equal(presence.absence, undefined);
    fail(refused);
    assert.equal(presence.absence, refused);
    succeed();
    see(true);
    assert.equal(presence.absence, undefined);
  });

  it("takes a server that is silent for a slow one", () => {
    const { presence, see, fail } = createReports();
    see(false);
    fail(new Error("connection 1 to 127.0.0.1:27017 timed out"));
    assert.equal(presence.absence, undefined);
    fail(refused);
    assert.equal(presence.absence, refused);
  });

  it("needs one of several servers only", () => {
    const { presence, see, fail } = createReports();
    see(true);
    fail(refused);
    assert.equal(presence.absence, undefined);
  });
});
