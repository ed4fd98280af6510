import type { Queue, StreamSpec } from "../queue/queue.ts";

/**
 * The epochs of the streams that events go to, by subject, as they were when they were last read. A subject's epoch is that of
 * all the streams together: what an event led to may be in another one than itself, and comes again only if it does.
 */
export class StreamEpochs {
  readonly #queue: Pick<Queue, "readEpoch" | "ensureStreams">;
  readonly #streams: readonly StreamSpec[];
  /** Another object whenever one of them is another epoch. */
  #current: ReadonlyMap<string, string> = new Map();

  constructor(queue: Pick<Queue, "readEpoch" | "ensureStreams">, streams: readonly StreamSpec[]) {
    this.#queue = queue;
    this.#streams = streams;
  }

  get current(): ReadonlyMap<string, string> {
    return this.#current;
  }

  /** Creates streams that are missing. Answers whether any stream is another one than before. */
  async read(): Promise<boolean> {
    const epochs = (await this.#readAll()) ?? (await this.#create());
    if ([...epochs].every(([subject, epoch]) => this.#current.get(subject) === epoch)) return false;
    this.#current = epochs;
    return true;
  }

  async #create(): Promise<ReadonlyMap<string, string>> {
    await this.#queue.ensureStreams(this.#streams);
    const epochs = await this.#readAll();
    if (!epochs) throw new Error("the queue lost a stream that it has just created");
    return epochs;
  }

  /** Undefined when a stream is missing. */
  async #readAll(): Promise<ReadonlyMap<string, string> | undefined> {
    const read = await Promise.all(this.#streams.map(({ name }) => this.#queue.readEpoch(name)));
    if (read.includes(undefined)) return undefined;
    const epoch = read.join(" ");
    return new Map(this.#streams.flatMap(({ subjects }) => subjects.map((subject) => [subject, epoch])));
  }
}
