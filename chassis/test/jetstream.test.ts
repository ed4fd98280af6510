import { describe } from "node:test";
import { findProgram } from "@flotilla/testkit/find-program";
import { ownJetStream } from "./own-jetstream.ts";
import { queueSuite } from "./queue.suite.ts";

const { missing } = findProgram("nats-server");

describe("JetStream", { skip: missing }, () => {
  queueSuite("as a queue", ownJetStream);
});
