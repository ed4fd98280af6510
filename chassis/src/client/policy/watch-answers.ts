import type { DescMethod } from "@bufbuild/protobuf";
import type { Clock } from "../../clock.ts";
import { toFault } from "../../fault.ts";
import type { Caller, CallOptions } from "../client.ts";
import { toVerdict, type Verdict } from "./verdict.ts";

/** Told once about each call: what it says of the peer, and how long that took to show. */
export type AnswerListener = (verdict: Verdict, waitedMs: number) => void;

/**
 * A Caller that looks at how its peer answers. A unary call is judged by its end, a stream by its first message: what
 * becomes of it later tells nothing about new calls, and may take for ever. A stream whose time runs out before has been
 * answered if its headers came: it had nothing to say. What `begin` throws, the call fails with, unsent.
 */
export function watchAnswers(next: Caller, clock: Clock, begin: (method: DescMethod) => AnswerListener): Caller {
  return {
    async unary(method, request, options) {
      const end = begin(method);
      const startMs = clock.now();
      try {
        const answer = await next.unary(method, request, options);
        end("answered", clock.now() - startMs);
        return answer;
      } catch (thrown) {
        const fault = toFault(thrown);
        const waitedMs = clock.now() - startMs;
        end(toVerdict(fault, waitedMs, options.signal), waitedMs);
        throw fault;
      }
    },
    async *stream(method, request, options) {
      const startMs = clock.now();
      let listener: AnswerListener | undefined = begin(method);
      let hasHeaders = false;
      const onHeaders: CallOptions["onHeaders"] = (headers) => {
        hasHeaders = true;
        options.onHeaders?.(headers);
      };
      const judge = (verdict: Verdict) => {
        listener?.(verdict, clock.now() - startMs);
        listener = undefined;
      };
      try {
        for await (const message of next.stream(method, request, { ...options, onHeaders })) {
          judge("answered");
          yield message;
        }
        judge("answered");
      } catch (thrown) {
        const fault = toFault(thrown);
        const verdict = toVerdict(fault, clock.now() - startMs, options.signal);
        judge(verdict === "timed_out" && hasHeaders ? "answered" : verdict);
        throw fault;
      }
    },
  };
}
