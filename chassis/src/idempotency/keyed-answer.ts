import type { Message } from "@bufbuild/protobuf";
import type { KeptAnswer } from "./key-store.ts";

/**
 * Makes of a call's answer, with the headers and the status that were set so far, what a store keeps beside its effect.
 */
export type KeyedAnswer = (answer: Message) => KeptAnswer;
