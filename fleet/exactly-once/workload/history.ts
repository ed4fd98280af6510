import { Fault } from "@flotilla/chassis/fault";
import type { Side, Version } from "@flotilla/chassis/relation";
import type { Words } from "./door.ts";

/** A write that its caller was told stands. */
export interface Acknowledged {
  /** Number of the planned write. */
  readonly write: number;
  readonly side: Side;
  readonly kind: "create" | "replace" | "update" | "delete";
  readonly id: string;
  readonly version: Version;
  /** Absent: left as they were. */
  readonly words: Words | undefined;
  /** Absent: left as they were. */
  readonly links: readonly string[] | undefined;
  /** The links that it replaced, where the caller knew them for sure. */
  readonly base: readonly string[] | undefined;
}

/** What the callers did and were told. */
export class History {
  readonly acknowledged: Acknowledged[] = [];
  /** How many writes were refused, by reason. */
  readonly refused: Record<string, number> = {};
  /** How often a request failed so that it had to be sent again, by what was said. */
  readonly failures: Record<string, number> = {};
  /** Answers to the same request that differ; each is a broken promise. */
  readonly contradictions: string[] = [];
  /** Requests that were sent, tries after failures among them. */
  sent = 0;
  /** Answers that were kept from before. */
  replayed = 0;
  readonly #created = new Map<number, PromiseWithResolvers<string | undefined>>();

  /** Id of the record that a write creates, once that is known; undefined when it was refused. */
  created(write: number): Promise<string | undefined> {
    return this.#promise(write).promise;
  }

  settleCreation(write: number, id: string | undefined): void {
    this.#promise(write).resolve(id);
  }

  refuse(reason: string): void {
    this.refused[reason] = (this.refused[reason] ?? 0) + 1;
  }

  fail(error: unknown): void {
    const text = error instanceof Fault ? `${error.code} ${error.reason}` : String(error);
    this.failures[text] = (this.failures[text] ?? 0) + 1;
  }

  #promise(write: number): PromiseWithResolvers<string | undefined> {
    const known = this.#created.get(write) ?? Promise.withResolvers<string | undefined>();
    this.#created.set(write, known);
    return known;
  }
}
