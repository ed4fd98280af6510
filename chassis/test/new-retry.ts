import assert from "node:assert/strict";
import { create } from "@bufbuild/protobuf";
import { NoteSchema } from "@flotilla/contract/flotilla/test/v1/echo";
import { RetryService } from "@flotilla/contract/flotilla/test/v1/retry";
import { createClient } from "../src/client/client.ts";
import { retry } from "../src/client/policy/retry.ts";
import { RetryBudget } from "../src/client/policy/retry-budget.ts";
import { type Fault, toFault } from "../src/fault.ts";
import { ManualClock } from "./manual-clock.ts";
import { runPromises, type Script, ScriptedCaller } from "./scripted-caller.ts";

/** What a scripted peer answers. */
export const note = create(NoteSchema, { text: "a" });

/** A peer that fails with these, one attempt after another, and then answers. */
export function failWith(...faults: Fault[]): Script {
  return ({ number }) => {
    const fault = faults[number - 1];
    if (fault) throw fault;
    return note;
  };
}

/** Retries over a scripted peer, on a clock that stands still; jitter takes half of each pause unless a test says more. */
export function newRetry(script: Script, random = () => 0.5) {
  const clock = new ManualClock();
  const budget = new RetryBudget();
  const peer = new ScriptedCaller(script);
  const client = createClient(RetryService, retry({ budget, clock, random })(peer));
  const pauses: number[] = [];
  const passOnePause = async () => {
    const startMs = clock.now();
    clock.advance(0);
    while (clock.waiting > 0) clock.advance(1);
    pauses.push(clock.now() - startMs);
    await runPromises();
  };
  /** Lets all pauses of a call pass, and notes them. */
  const run = async <T>(call: Promise<T>): Promise<T> => {
    let isOver = false;
    const end = () => {
      isOver = true;
    };
    call.then(end, end);
    await runPromises();
    while (!isOver) {
      assert.equal(clock.waiting, 1, "a call under way is in a pause");
      await passOnePause();
    }
    return call;
  };
  /** The same for a call that fails. */
  const failure = (call: Promise<unknown>): Promise<Fault> => run(call).then(() => assert.fail("it succeeds"), toFault);
  return { clock, budget, peer, client, pauses, run, failure };
}
