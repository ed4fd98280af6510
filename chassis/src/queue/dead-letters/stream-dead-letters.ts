import { Fault } from "../../fault.ts";
import type { DeadLetter, DeadLetters, StreamSpec } from "../queue.ts";
import { fromLetterMessage, type NewLetter, toLetterMessage, toReplay } from "./letter-message.ts";
import type { LetterStream } from "./letter-stream.ts";

/** Where the dead letters of all consumers are, in every engine. */
export const deadLetterStream: StreamSpec = {
  name: "DeadLetters",
  subjects: ["dead_letters.*"],
  description: "Messages that no consumer could do anything with.",
  duplicateWindowMs: 120_000,
};

/** Dead letters in a stream of their own, which is created when it is first needed. */
export class StreamDeadLetters implements DeadLetters {
  readonly #queue: LetterStream;

  constructor(queue: LetterStream) {
    this.#queue = queue;
  }

  async add(letter: NewLetter): Promise<void> {
    await this.#queue.ensureStreams([deadLetterStream]);
    await this.#queue.publish(toLetterMessage(letter));
  }

  async list(after: number, limit: number): Promise<readonly DeadLetter[]> {
    const kept = await this.#queue.list(deadLetterStream.name, after, limit);
    return kept.map(fromLetterMessage);
  }

  async find(sequence: number): Promise<DeadLetter | undefined> {
    const kept = await this.#queue.find(deadLetterStream.name, sequence);
    return kept && fromLetterMessage(kept);
  }

  /** Rejects with UNKNOWN_DEAD_LETTER when there is none. The same replay twice is one message, within two minutes. */
  async replay(sequence: number): Promise<void> {
    const letter = await this.find(sequence);
    if (!letter) throw unknownLetter(sequence);
    await this.#queue.publish(toReplay(letter));
    await this.remove(sequence);
  }

  remove(sequence: number): Promise<void> {
    return this.#queue.remove(deadLetterStream.name, sequence);
  }
}

function unknownLetter(sequence: number): Fault {
  const message = `There is no dead letter ${sequence}.`;
  return new Fault({ code: "not_found", reason: "UNKNOWN_DEAD_LETTER", message });
}
