import { createHash } from "node:crypto";
import { Fault } from "@flotilla/chassis/fault";
import type { KeptAnswer, KeyStore } from "@flotilla/chassis/idempotency";
import type { WriteAnswer, WriteRequest } from "../workload/door.ts";
import { isForGood } from "../workload/is-for-good.ts";

/** Shorter than the longest pause of a process: a lease may run out while its holder is still at work. */
const leaseMs = 3000;

/** What a write came to, and how to keep that beside its effect. */
export type Keep = (done: { readonly id: string; readonly version: string }) => KeptAnswer;

/**
 * The rules of idempotency keys around a use case: an answer that was kept is given again, a request that is under way
 * is refused for now, and what was refused for good is kept too.
 */
export async function answerOnce(
  keys: KeyStore,
  request: WriteRequest,
  perform: (keep: Keep) => Promise<{ readonly id: string; readonly version: string }>,
): Promise<WriteAnswer> {
  const keyed = { id: digest(request.key), hash: digest(JSON.stringify(request)) };
  const toKept = (answer: WriteAnswer): KeptAnswer => ({ ...keyed, answer: Buffer.from(JSON.stringify(answer)) });
  const claim = await keys.claim(keyed, leaseMs);
  if (claim.state === "answered") return toReplay(claim.answer);
  if (claim.state !== "claimed")
    throw new Fault({ code: "aborted", reason: claim.state, message: "The key is in use." });
  try {
    const done = await perform(({ id, version }) => toKept({ state: "done", id, version, isReplayed: false }));
    return { state: "done", ...done, isReplayed: false };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    if (!isForGood(error.code, error.reason)) {
      await keys.release(keyed);
      throw error;
    }
    const refused = { state: "refused", reason: error.reason } as const;
    await keys.keep(toKept(refused));
    // Kept already when the lease ran out and another copy had its effect meanwhile: then its answer is the one to give.
    const kept = await keys.claim(keyed, leaseMs);
    return kept.state === "answered" ? toReplay(kept.answer) : refused;
  }
}

function toReplay(kept: Uint8Array): WriteAnswer {
  const answer = JSON.parse(Buffer.from(kept).toString()) as WriteAnswer;
  return answer.state === "done" ? { ...answer, isReplayed: true } : answer;
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
