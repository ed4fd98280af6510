import type { Side } from "@flotilla/chassis/relation";
import type { Door, SeenRecord, Words, WriteAnswer, WriteRequest } from "./door.ts";
import type { History } from "./history.ts";
import type { LinkPlan, PlannedWrite } from "./plan.ts";

/** Most items of a list that a caller may send. */
export const linkLimits: Readonly<Record<Side, number>> = { left: 15, right: 60 };

/** Waits before the same is asked again; `attempt` is 1 at first. */
export type Pause = (attempt: number) => Promise<void>;

/** A caller that never gives up: each of its requests has a key, and is sent again until it is answered for good. */
export class Client {
  readonly #door: Door;
  readonly #history: History;
  readonly #pause: Pause;

  constructor(door: Door, history: History, pause: Pause) {
    this.#door = door;
    this.#history = history;
    this.#pause = pause;
  }

  /** Resolves when the write is acknowledged or refused. A guarded one begins anew when its record has changed. */
  async perform(write: PlannedWrite): Promise<void> {
    for (let round = 0; ; round++) {
      const isOver = await this.#tryOnce(write, `write-${write.number}-${round}`);
      if (isOver) return;
      await this.#pause(round + 1);
    }
  }

  async #tryOnce(write: PlannedWrite, key: string): Promise<boolean> {
    const id = write.kind === "create" ? "" : await this.#history.created(write.record);
    if (id === undefined) return true;
    const base = needsRead(write) ? await this.#insist(() => this.#door.read(write.side, id)) : undefined;
    if (needsRead(write) && !base) return true;
    const request = await this.#toRequest(write, key, id, base);
    const answer = await this.#send(request, write.copies);
    const isGuarded = request.ifMatch !== undefined;
    if (answer.state === "refused") {
      this.#history.refuse(answer.reason);
      if (isGuarded && answer.reason.endsWith("_CHANGED")) return false;
    } else {
      this.#keep(write, request, answer.id, { version: answer.version, base: toBase(request, base) });
    }
    if (write.kind === "create") {
      this.#history.settleCreation(write.number, answer.state === "done" ? answer.id : undefined);
    }
    return true;
  }

  #keep(
    { number, side, kind }: PlannedWrite,
    { words, links }: WriteRequest,
    id: string,
    known: { readonly version: string; readonly base: readonly string[] | undefined },
  ): void {
    const wanted = kind === "delete" ? [] : links;
    this.#history.acknowledged.push({ write: number, side, kind, id, words, links: wanted, ...known });
  }

  async #toRequest(write: PlannedWrite, key: string, id: string, base?: SeenRecord): Promise<WriteRequest> {
    const { side, kind, isGuarded } = write;
    const links =
      kind === "replace" || kind === "create" ? await this.#toLinks(write, base) : await this.#toChange(write, base);
    const keepsWords = kind === "delete" || (kind === "update" && links !== undefined);
    const words = keepsWords ? undefined : toWords(write);
    return { side, kind, key, id, words, links, ifMatch: isGuarded ? base?.version : undefined };
  }

  async #toChange(write: PlannedWrite, base: SeenRecord | undefined): Promise<readonly string[] | undefined> {
    return write.links && this.#toLinks(write, base);
  }

  async #toLinks({ side, links }: PlannedWrite, base: SeenRecord | undefined): Promise<readonly string[]> {
    if (!links) return base?.links ?? [];
    if ("list" in links) return this.#toIds(links.list);
    const [add, remove] = await Promise.all([this.#toIds(links.add), this.#toIds(links.remove)]);
    const wanted = new Set(base?.links).difference(new Set(remove)).union(new Set(add));
    return [...wanted].slice(0, linkLimits[side]);
  }

  async #toIds(plans: readonly LinkPlan[]): Promise<readonly string[]> {
    const ids = await Promise.all(plans.map((plan) => (typeof plan === "string" ? plan : this.#history.created(plan))));
    return ids.filter((id) => id !== undefined);
  }

  /** Sends all copies at once; all of them must get the same answer. */
  async #send(request: WriteRequest, copies: number): Promise<WriteAnswer> {
    const sending = Array.from({ length: copies }, () => this.#insist(() => this.#door.write(request)));
    const answers = await Promise.all(sending);
    const [first] = answers;
    for (const answer of answers) {
      if (answer.state === "done" && answer.isReplayed) this.#history.replayed++;
      if (toText(answer) !== toText(first!)) {
        this.#history.contradictions.push(`${request.key}: ${toText(first!)}, and ${toText(answer)}`);
      }
    }
    return first!;
  }

  async #insist<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      this.#history.sent++;
      try {
        return await ask();
      } catch (error) {
        this.#history.fail(error);
        await this.#pause(attempt);
      }
    }
  }
}

/** Is the record to be read first? */
function needsRead({ kind, links, isGuarded }: PlannedWrite): boolean {
  return kind !== "create" && (isGuarded || (kind === "replace" && !links));
}

/** What the write replaced for sure: nothing, or what was read and has not changed since. */
function toBase({ kind, ifMatch }: WriteRequest, base: SeenRecord | undefined): readonly string[] | undefined {
  if (kind === "create") return [];
  return ifMatch === undefined ? undefined : base?.links;
}

/** Words that tell which write a record is of, and that no other record has; but a twin asks for another's. */
function toWords({ side, number, record, twinOf = record }: PlannedWrite): Words {
  const last = `write ${twinOf === record ? number : twinOf}`;
  if (side === "left") return { name: "Student", first_name: `born ${twinOf}`, last_name: last };
  return { name: `Course ${record}`, description: "Seeded", discipline: "Proof", teacher: last };
}

function toText(answer: WriteAnswer): string {
  return answer.state === "done" ? `${answer.id} at ${answer.version}` : answer.reason;
}
