import { type DescService, getOption } from "@bufbuild/protobuf";
import { method as methodOption } from "@flotilla/contract/flotilla/v1/options";
import { type Method, toMethod } from "../method.ts";
import type { SubscriptionPolicy } from "../policy.ts";

/** An rpc that sends messages on a subject. */
export interface Sent {
  readonly subject: string;
  readonly method: Method;
}

/** An rpc that the messages of a subject call. */
export interface Received extends Sent {
  readonly subscription: SubscriptionPolicy;
}

/** Who sends and who receives messages, as the options `emits` and `subscription` of the contracts say. */
export function listEvents(services: readonly DescService[]): {
  readonly sent: readonly Sent[];
  readonly received: readonly Received[];
} {
  const descs = services.flatMap(({ methods }) => methods);
  return {
    sent: descs.flatMap((desc) =>
      getOption(desc, methodOption).emits.map((subject) => ({ subject, method: toMethod(desc) })),
    ),
    received: descs.map(toMethod).flatMap((method) => {
      const { subscription } = method.policy;
      return subscription ? [{ subject: subscription.subject, method, subscription }] : [];
    }),
  };
}
