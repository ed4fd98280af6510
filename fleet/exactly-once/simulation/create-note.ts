import type { KeptAnswer } from "@flotilla/chassis/idempotency";
import type { Version } from "@flotilla/chassis/relation";
import type { Keep } from "./answer-once.ts";

/** What a write saved last, and the answer that is kept with it. */
export function createNote(keep: Keep) {
  let noted: { readonly id: string; readonly version: Version } = { id: "", version: "" };
  return {
    /** The witness of a use case. */
    take({ id, version }: { readonly id: string; readonly version: Version }): KeptAnswer {
      noted = { id, version };
      return keep(noted);
    },
    read: () => noted,
  };
}
