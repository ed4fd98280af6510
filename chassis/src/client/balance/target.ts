import { systemClock } from "../../clock.ts";
import { ConfigError } from "../../config/read-config.ts";
import type { Caller } from "../client.ts";
import { createChannel } from "../create-channel.ts";
import type { DependencyOptions } from "../dependency.ts";
import { createPeerTls } from "../peer-tls.ts";
import { isFixed } from "./address.ts";
import { BalancedTarget } from "./balanced-target.ts";
import { createBalancer } from "./balancer.ts";
import type { OpenChannel } from "./endpoint.ts";
import { createReachLog } from "./reach-log.ts";
import { systemLookup } from "./resolver.ts";
import { createSingleTarget } from "./single-target.ts";

/** Where the calls to a dependency end up: all of its addresses as one Caller. */
export interface Target extends Caller {
  /** Throws, with a message for people, while no address can be called. */
  check(): void;
  /** Begins to look for addresses; calls need not wait for it. */
  start(): void;
  /** Closes all connections; calls in flight fail with `unavailable`. */
  close(): void;
}

/** A dependency is close: who does not answer for so long is not there, and who is back is called again within seconds. */
const reach = {
  connectTimeoutMs: 3000,
  maxReconnectMs: 2000,
  keepAlive: { timeMs: 10_000, timeoutMs: 5000, intervalMs: 300_000 },
} as const;
const maxGrpcConnections = 4;

/** The target of a dependency that is reached over the network. Throws a ConfigError for an identity without https. */
export function createTarget(options: DependencyOptions): Target {
  const { name, settings, telemetry, clock = systemClock, random = Math.random, lookup = systemLookup } = options;
  const urls = [...new Set(options.urls)];
  const tls = urls.some((url) => url.startsWith("https:"))
    ? createPeerTls(settings, options.identity, telemetry.log)
    : undefined;
  if (options.identity && !tls)
    throw new ConfigError([`${name} needs https:// URLs, since they alone show its identity`]);
  const isGrpc = settings.clientProtocol === "grpc";
  const open: OpenChannel = (address, onState) => {
    const tellReach = createReachLog(telemetry.log, name, address);
    const channel = createChannel({
      ...{ url: address.url, address: address.ip, tls: tls?.read, clock, random, ...reach },
      protocol: settings.clientProtocol,
      httpVersion: isGrpc ? 2 : 1,
      engine: settings.http2Engine,
      maxConnections: isGrpc ? maxGrpcConnections : undefined,
      onState() {
        tellReach(channel.failure);
        onState();
      },
    });
    return channel;
  };
  const onClose = () => tls?.close();
  if (urls.length === 1 && isFixed(urls[0]!)) {
    return createSingleTarget({ name, channel: open({ url: urls[0]! }, () => undefined), onClose });
  }
  return new BalancedTarget({
    ...{ name, urls, lookup, open, telemetry, clock, random, onClose },
    balancer: createBalancer(settings.clientBalancer, random),
    hasHealthCheck: settings.clientHealthCheck,
    hasOutlierDetection: settings.clientOutlierDetection,
  });
}
