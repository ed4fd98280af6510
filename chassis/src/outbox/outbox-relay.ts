import { type Clock, systemClock } from "../clock.ts";
import { Fault } from "../fault.ts";
import type { Part } from "../part.ts";
import type { Queue, StreamSpec } from "../queue/queue.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { EventLines } from "./event-lines.ts";
import type { OutboxEvent, OutboxStore } from "./outbox.ts";
import { OutboxChores } from "./outbox-chores.ts";
import { outboxMetrics } from "./outbox-metrics.ts";
import { PublishedMarks } from "./published-marks.ts";
import { StreamEpochs } from "./stream-epochs.ts";

/** What an OutboxRelay is made from. */
export interface OutboxRelayOptions {
  /** Of the part, where a process has several. Default `outbox`. */
  readonly name?: string;
  readonly store: OutboxStore;
  readonly queue: Queue;
  /** Those that the events go to. */
  readonly streams: readonly StreamSpec[];
  readonly telemetry: Pick<Telemetry, "log" | "metrics">;
  /** Default: the machine's own. */
  readonly clock?: Clock;
  /** Milliseconds since 1970, as the store reads them. Default: Date.now. */
  readonly now?: () => number;
  /** Most events in memory; when there are more, all are read from the store, page by page. Default 10,000. */
  readonly maxEvents?: number;
}

const visitMs = 500;
/** What is younger may still come by {@link OutboxRelay.add}. */
const leftBehindMs = 2000;
/** Whatever the clocks of those who recorded showed: how often all is read, lest the future hide what a process left. */
const endOfTime = new Date(8.64e15);
const readAllMs = 10_000;
const pageSize = 1000;
const maxUnderWay = 256;
/** The check fails when an event has waited for longer. */
const lateSeconds = 10;

/**
 * Publishes what is in an outbox: at once what it is told of, within seconds what a process left behind, and all of the last
 * day when a stream is new. At least once, and in order per aggregate; while the queue is away everything waits. The
 * pattern is the transactional outbox (https://microservices.io/patterns/data/transactional-outbox.html).
 *
 * @example
 * const streams = listStreams([StudentsService]);
 * const relay = new OutboxRelay({ store: new SqlOutbox(database), queue, streams, telemetry });
 */
export class OutboxRelay implements Part {
  readonly name: string;
  readonly isRequired = false;
  readonly #options: Required<Omit<OutboxRelayOptions, "name">>;
  readonly #lines = new EventLines();
  readonly #epochs: StreamEpochs;
  readonly #marks: PublishedMarks;
  readonly #chores: OutboxChores;
  readonly #refused = new Set<string>();
  #underWay = 0;
  /** The queue answers, and what was left behind is known. */
  #isOpen = false;
  /** Why it is not open. */
  #closedBy: unknown;
  /** Events are in the store only: there are more than fit into memory, or nobody has looked yet. */
  #isBehind = true;
  #isStopped = false;
  #readAllDueMs = Number.NEGATIVE_INFINITY;
  #visiting: Promise<void> = Promise.resolve();
  #cancelVisit: () => void = () => undefined;
  #onIdle: () => void = () => undefined;

  constructor(options: OutboxRelayOptions) {
    const { store, queue, streams, telemetry, clock = systemClock, now = Date.now, maxEvents = 10_000 } = options;
    this.name = options.name ?? "outbox";
    this.#options = { ...options, clock, now, maxEvents };
    this.#epochs = new StreamEpochs(queue, streams);
    this.#marks = new PublishedMarks({ store, clock, onMarked: (events) => this.#forget(events) });
    this.#chores = new OutboxChores({ store, clock, now, log: telemetry.log });
    outboxMetrics(telemetry.metrics).add(() => this.#chores.backlog.figures);
  }

  async start(): Promise<void> {
    this.#visitAfter(0);
  }

  /** Publishes what it knows of, as far as the queue takes it and time allows; the rest stays in the store. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#isStopped = true;
    this.#cancelVisit();
    const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    await Promise.race([this.#flush(), aborted]);
    this.#isOpen = false;
  }

  check(): void {
    const { pending, oldestSeconds } = this.#chores.backlog.figures;
    const events = pending === 1 ? "1 event waits" : `${pending} events wait`;
    const waiting = `${events}, the oldest for ${Math.round(oldestSeconds)} s`;
    if (this.#closedBy instanceof Error) throw new Error(`${this.#closedBy.message} ${waiting}`);
    if (oldestSeconds > lateSeconds) throw new Error(waiting);
  }

  /** Publishes events that were committed; returns at once. */
  add(events: readonly OutboxEvent[]): void {
    if (this.#isBehind || this.#isStopped) return;
    this.#lines.append(events);
    if (this.#lines.size > this.#options.maxEvents) this.#fallBehind();
    this.#publishReady();
  }

  #fallBehind(): void {
    this.#isBehind = true;
    this.#lines.drop();
  }

  #publishReady(): void {
    while (this.#isOpen && this.#underWay < maxUnderWay) {
      const event = this.#lines.take();
      if (!event) break;
      void this.#publish(event);
    }
    if (this.#underWay === 0) this.#onIdle();
  }

  async #publish(event: OutboxEvent): Promise<void> {
    const epochs = this.#epochs.current;
    this.#underWay++;
    try {
      await this.#options.queue.publish(event);
      this.#lines.pass(event);
      // Nobody knows whether it is in the old stream or in the new one: it is found in the store, and published again.
      if (epochs === this.#epochs.current) this.#marks.add(event, epochs);
      else this.#forget([event]);
    } catch (cause) {
      this.#lines.hold(event);
      this.#complain(event, cause);
    }
    this.#underWay--;
    this.#publishReady();
  }

  #complain({ id, subject }: OutboxEvent, cause: unknown): void {
    if (cause instanceof Fault && cause.code === "unavailable") {
      this.#close(cause);
    } else if (!this.#refused.has(id)) {
      this.#refused.add(id);
      this.#options.telemetry.log.error({ err: cause, id, subject }, "event cannot be published");
    }
  }

  #forget(events: readonly OutboxEvent[]): void {
    this.#lines.forget(events);
    for (const { id } of events) this.#refused.delete(id);
    if (this.#isBehind && this.#lines.size === 0 && !this.#isStopped) this.#visitAfter(0);
  }

  #visitAfter(delayMs: number): void {
    this.#cancelVisit();
    this.#cancelVisit = this.#options.clock.after(delayMs, () => {
      this.#visiting = this.#visiting.then(() => this.#visit());
    });
  }

  async #visit(): Promise<void> {
    const { log } = this.#options.telemetry;
    try {
      await this.#visitQueue();
      await this.#marks.write();
      await this.#chores.keepHouse();
    } catch (err) {
      log.debug({ err }, "outbox cannot be read");
    }
    this.#publishReady();
    if (!this.#isStopped) this.#visitAfter(visitMs);
  }

  /** Rejects when the store is away; when the queue is, that is noted. */
  async #visitQueue(): Promise<void> {
    const isNew = await this.#epochs.read().catch((cause: unknown) => this.#close(cause));
    if (isNew === undefined) return;
    if (isNew) this.#forget(await this.#marks.withdraw());
    this.#lines.release();
    if (!this.#isBehind) this.#open();
    await this.#chores.reopen(this.#epochs.current, isNew);
    await this.#readLeftBehind();
    this.#open();
  }

  async #readLeftBehind(): Promise<void> {
    const { store, clock, now } = this.#options;
    const wasBehind = this.#isBehind;
    const isForAll = wasBehind || clock.now() >= this.#readAllDueMs;
    const before = isForAll ? endOfTime : new Date(now() - leftBehindMs);
    // What is committed from here on may come by add.
    this.#isBehind = false;
    try {
      const page = await store.listPending(before, pageSize);
      if (page.length === pageSize) this.#fallBehind();
      this.#lines.prepend(page);
      if (isForAll) this.#readAllDueMs = clock.now() + readAllMs;
    } catch (cause) {
      this.#isBehind = wasBehind;
      throw cause;
    }
  }

  #open(): void {
    if (this.#isStopped) return;
    if (this.#closedBy !== undefined) this.#options.telemetry.log.info({ outbox: this.name }, "queue is back");
    this.#closedBy = undefined;
    this.#isOpen = true;
  }

  #close(cause: unknown): void {
    const { queue, telemetry } = this.#options;
    // Whoever starts a process without a queue knows.
    if (this.#closedBy === undefined && queue.engine !== "absent") {
      const why = cause instanceof Fault ? { reason: cause.message } : { err: cause };
      telemetry.log.warn({ outbox: this.name, ...why }, "queue is away; events wait in the outbox");
    }
    this.#closedBy = cause;
    this.#isOpen = false;
  }

  async #flush(): Promise<void> {
    await this.#visiting;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      this.#publishReady();
    });
    await this.#marks.write().catch(() => undefined);
  }
}
