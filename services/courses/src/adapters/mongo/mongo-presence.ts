import type { MongoClient } from "mongodb";
import { nameMongoError } from "./mongo-errors.ts";

/** How a system says that nobody is there. One that is silent may only be slow: that is worth the wait. */
const refusals: readonly string[] = ["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ENOTFOUND"];

/**
 * What the driver's monitors saw last. Whoever asks for a server while there is none waits for one to turn up, until the
 * time for that is over; here is known without waiting that nobody is there.
 * https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md
 */
export class MongoPresence {
  #isAnyKnown = false;
  #failure: Error | undefined = undefined;

  constructor(client: Pick<MongoClient, "on">) {
    client.on("topologyDescriptionChanged", ({ newDescription }) => {
      this.#isAnyKnown = newDescription.hasKnownServers;
    });
    client.on("serverHeartbeatFailed", ({ failure }) => {
      this.#failure = refusals.includes(nameMongoError(failure)) ? failure : undefined;
    });
    client.on("serverHeartbeatSucceeded", () => {
      this.#failure = undefined;
    });
  }

  /** Why there is no server; undefined when one is there, or may be. */
  get absence(): Error | undefined {
    return this.#isAnyKnown ? undefined : this.#failure;
  }
}
