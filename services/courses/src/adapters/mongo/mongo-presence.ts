import type { MongoClient } from "mongodb";

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
      this.#failure = failure;
    });
    client.on("serverHeartbeatSucceeded", () => {
      this.#failure = undefined;
    });
  }

  /** Why no server answers; undefined when one does, or when that is not known yet. */
  get absence(): Error | undefined {
    return this.#isAnyKnown ? undefined : this.#failure;
  }
}
