import type { Channel } from "../channel.ts";
import type { Target } from "./target.ts";

/** What a target of one address is made from. */
export interface SingleTargetOptions {
  readonly name: string;
  readonly channel: Channel;
  /** Lets go of what the channel needed. */
  onClose(): void;
}

/** One address that needs no resolving: its channel, and nothing else on the way of a call. */
export function createSingleTarget({ name, channel, onClose }: SingleTargetOptions): Target {
  return {
    unary: (method, request, options) => channel.unary(method, request, options),
    stream: (method, request, options) => channel.stream(method, request, options),
    check() {
      const { failure } = channel;
      // Whoever asks whether the peer is back should not have to call it.
      channel.connect();
      if (failure !== undefined) throw new Error(`${name} cannot be reached: ${failure}`);
    },
    start: () => undefined,
    close() {
      channel.close();
      onClose();
    },
  };
}
