import type { Message } from "@bufbuild/protobuf";
import type { Call } from "../call.ts";
import type { KeptAnswer } from "./key-store.ts";

/** What a caller is told of a change. */
export interface Told<M extends Message> {
  readonly answer: M;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sees each change before it is saved, and gives the answer that is to be stored with it for a call with a key. */
export type SaveWitness<C> = (change: C) => KeptAnswer | undefined;

/**
 * Runs a write and answers what `tell` says of the change. The answer is made before the change is saved, so that the store
 * can keep it in the same step for a call with an idempotency key. A write that fails leaves no headers; one whose turn comes
 * when its caller has given up is not begun.
 */
export async function answerAtSave<C, M extends Message>(
  call: Call,
  tell: (change: C) => Told<M>,
  save: (witness: SaveWitness<C>) => Promise<unknown>,
): Promise<M> {
  const before = call.responseHeaders;
  let told!: Told<M>;
  const witness = (change: C) => {
    call.signal.throwIfAborted();
    told = tell(change);
    call.responseHeaders = { ...before, ...told.headers };
    return call.keyed?.(told.answer);
  };
  let isSaved = false;
  try {
    await save(witness);
    isSaved = true;
  } finally {
    if (!isSaved) call.responseHeaders = before;
  }
  return told.answer;
}
