import type { DescMethod } from "@bufbuild/protobuf";
import { Fault, toFault } from "../fault.ts";
import type { Caller, CallOptions } from "./client.ts";

/** Wraps a Caller in something that happens around its calls; what a middleware is to a server. */
export type Interceptor = (next: Caller) => Caller;

/** Wraps `caller` so that the first interceptor of the list is the outermost. */
export function intercept(interceptors: readonly Interceptor[], caller: Caller): Caller {
  return interceptors.reduceRight((next, interceptor) => interceptor(next), caller);
}

/** What {@link watchCalls} is told about one call, and whom it tells. */
export interface CallWatch {
  /** What the call goes on with. Default: what it came with. */
  readonly options?: CallOptions;
  /** Called exactly once, when the call is over, with what it failed with. A stream that is left early is `cancelled`. */
  end(fault: Fault | undefined): void;
}

/**
 * A Caller that looks at each call from its begin to its last message, unary or stream alike. What `begin` throws, the
 * call fails with, unsent.
 */
export function watchCalls(next: Caller, begin: (method: DescMethod, options: CallOptions) => CallWatch): Caller {
  return {
    async unary(method, request, options) {
      const watch = begin(method, options);
      let fault: Fault | undefined;
      try {
        return await next.unary(method, request, watch.options ?? options);
      } catch (thrown) {
        fault = toFault(thrown);
        throw fault;
      } finally {
        watch.end(fault);
      }
    },
    async *stream(method, request, options) {
      const watch = begin(method, options);
      let fault: Fault | undefined = leftEarly;
      try {
        yield* next.stream(method, request, watch.options ?? options);
        fault = undefined;
      } catch (thrown) {
        fault = toFault(thrown);
        throw fault;
      } finally {
        watch.end(fault);
      }
    },
  };
}

const leftEarly = new Fault({ code: "cancelled", reason: "CANCELLED", message: "The caller stopped reading." });
