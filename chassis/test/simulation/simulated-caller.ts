import { getEventListeners } from "node:events";
import type { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import type { CallOptions, Client, RetryNotice } from "../../src/client/client.ts";
import { Refusal } from "../../src/client/policy/refusal.ts";
import type { Clock } from "../../src/clock.ts";
import { toFault } from "../../src/fault.ts";
import type { CallEvidence, GuardEvidence } from "./evidence.ts";
import type { PlannedCall } from "./scenario.ts";

/** Makes one planned call and notes what comes of it. */
export class SimulatedCaller {
  readonly evidence: CallEvidence;
  readonly #clock: Clock;
  readonly #readGuards: () => GuardEvidence;
  readonly #controller = new AbortController();

  constructor(planned: PlannedCall, clock: Clock, readGuards: () => GuardEvidence) {
    this.evidence = { ...planned, retries: [], ends: 0, endMs: undefined, code: undefined, refusal: undefined };
    this.#clock = clock;
    this.#readGuards = readGuards;
  }

  /** Who still listens to the signal that the call was made with. */
  get listeners(): number {
    return getEventListeners(this.#controller.signal, "abort").length;
  }

  async call(client: Client<typeof RetryService>): Promise<void> {
    const { cancelMs } = this.evidence;
    const abort = () => this.#controller.abort();
    const stopTimer = cancelMs === undefined ? undefined : this.#clock.after(cancelMs, abort);
    try {
      this.#end(await this.#make(client));
    } catch (thrown) {
      const { code, cause } = toFault(thrown);
      this.#end(code, findRefusal(cause));
    } finally {
      stopTimer?.();
    }
  }

  async #make(client: Client<typeof RetryService>): Promise<"ok" | "left"> {
    const { rpc, number, timeoutMs } = this.evidence;
    const options: CallOptions = { timeoutMs, signal: this.#controller.signal, onRetry: this.#noteRetry };
    if (rpc === "watch") return this.#watch(client, options);
    if (rpc === "keyed_order") await client.order({ number }, { ...options, headers: { "idempotency-key": "k" } });
    else await client[rpc]({ number }, options);
    return "ok";
  }

  async #watch(client: Client<typeof RetryService>, options: CallOptions): Promise<"ok" | "left"> {
    const { number, leavesAfter } = this.evidence;
    let read = 0;
    for await (const _message of client.watch({ number }, options)) {
      read++;
      if (read === leavesAfter) return "left";
    }
    return "ok";
  }

  #end(code: CallEvidence["code"], refusal?: Refusal): void {
    const { evidence } = this;
    evidence.ends++;
    evidence.endMs = this.#clock.now();
    evidence.code = code;
    if (refusal) evidence.refusal = { ...this.#readGuards(), policy: refusal.policy };
  }

  readonly #noteRetry = ({ delayMs, isTransparent, fault }: RetryNotice): void => {
    const followsRefusal = fault.cause instanceof Refusal;
    this.evidence.retries.push({ atMs: this.#clock.now(), delayMs, isTransparent, followsRefusal });
  };
}

function findRefusal(cause: unknown): Refusal | undefined {
  if (cause instanceof Refusal) return cause;
  return cause instanceof Error && cause.cause !== undefined ? findRefusal(cause.cause) : undefined;
}
