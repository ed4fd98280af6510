import type { Caller } from "../client.ts";
import { createChannel } from "../create-channel.ts";
import type { DependencyOptions } from "../dependency.ts";

/** Where the calls to a dependency end up: all of its addresses as one Caller. */
export interface Target extends Caller {
  /** Throws, with a message for people, while no address can be called. */
  check(): void;
  /** Begins to look for addresses; calls need not wait for it. */
  start(): void;
  /** Closes all connections; calls in flight fail with `unavailable`. */
  close(): void;
}

/** The target of a dependency that is reached over the network. */
export function createTarget({ urls, settings }: DependencyOptions): Target {
  const isGrpc = settings.clientProtocol === "grpc";
  const channel = createChannel({
    url: urls![0]!,
    protocol: settings.clientProtocol,
    httpVersion: isGrpc ? 2 : 1,
  });
  return {
    unary: (method, request, options) => channel.unary(method, request, options),
    stream: (method, request, options) => channel.stream(method, request, options),
    check: () => undefined,
    start: () => undefined,
    close: () => channel.close(),
  };
}
