import type { OutboxEvent } from "./outbox.ts";

/** The events of one aggregate, in order. While the first one is under way no other one is. */
interface Line {
  readonly events: OutboxEvent[];
  isUnderWay: boolean;
}

/**
 * Events that a process knows of and that are not marked as published yet: a line for each aggregate. An event that could
 * not be published holds its line up until it is tried again.
 */
export class EventLines {
  readonly #lines = new Map<string, Line>();
  /** Aggregates whose first event may be taken, the longest waiting one first. */
  readonly #ready = new Set<string>();
  readonly #held = new Set<string>();
  readonly #ids = new Set<string>();

  /** Events that are known. */
  get size(): number {
    return this.#ids.size;
  }

  /** May an event be taken? */
  get isReady(): boolean {
    return this.#ready.size > 0;
  }

  /** Puts new events at the ends of their lines. */
  append(events: readonly OutboxEvent[]): void {
    for (const event of events) this.#insert(event, (line) => line.events.length);
  }

  /** Puts events, in order, before all that is not among them: they are older. */
  prepend(events: readonly OutboxEvent[]): void {
    const placed = new Map<Line, number>();
    for (const event of events) {
      this.#insert(event, (line) => placed.get(line) ?? Number(line.isUnderWay));
      const line = this.#lines.get(event.aggregate);
      const place = line ? line.events.findIndex(({ id }) => id === event.id) : -1;
      if (line && place >= 0) placed.set(line, place + 1);
    }
  }

  /** The next event to publish, which is under way from now on. */
  take(): OutboxEvent | undefined {
    const [aggregate] = this.#ready;
    if (aggregate === undefined) return undefined;
    const line = this.#lines.get(aggregate)!;
    this.#ready.delete(aggregate);
    line.isUnderWay = true;
    return line.events[0];
  }

  /** It is published: the next one of its line may be taken. It stays known until it is forgotten. */
  pass({ aggregate }: OutboxEvent): void {
    const line = this.#lines.get(aggregate)!;
    line.events.shift();
    line.isUnderWay = false;
    if (line.events.length === 0) this.#lines.delete(aggregate);
    else this.#ready.add(aggregate);
  }

  /** It could not be published: its line waits for {@link release}. */
  hold({ aggregate }: OutboxEvent): void {
    this.#lines.get(aggregate)!.isUnderWay = false;
    this.#held.add(aggregate);
  }

  /** What could not be published may be taken again. */
  release(): void {
    for (const aggregate of this.#held) this.#ready.add(aggregate);
    this.#held.clear();
  }

  /** They are marked as published, or to be found in the table. */
  forget(events: readonly OutboxEvent[]): void {
    for (const { id } of events) this.#ids.delete(id);
  }

  /** Forgets all that is not under way, or published and not marked yet: it is to be found in the table. */
  drop(): void {
    for (const [aggregate, line] of this.#lines) {
      this.forget(line.events.splice(Number(line.isUnderWay)));
      if (!line.isUnderWay) this.#lines.delete(aggregate);
    }
    this.#ready.clear();
    this.#held.clear();
  }

  #insert(event: OutboxEvent, place: (line: Line) => number): void {
    const { id, aggregate } = event;
    if (this.#ids.has(id)) return;
    this.#ids.add(id);
    const line = this.#lines.get(aggregate) ?? { events: [], isUnderWay: false };
    this.#lines.set(aggregate, line);
    line.events.splice(place(line), 0, event);
    if (!line.isUnderWay && !this.#held.has(aggregate)) this.#ready.add(aggregate);
  }
}
