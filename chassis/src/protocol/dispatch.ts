import type { ChassisSettings } from "../config/chassis-fields.ts";
import type { Logger } from "../telemetry/logger.ts";
import { resetCodes } from "../transport/exchange.ts";
import type { ExchangeListener } from "../transport/transport.ts";
import { createConnect } from "./connect/protocol.ts";
import { createCors } from "./cors.ts";
import type { Endpoints } from "./endpoint.ts";
import { createGrpc } from "./grpc/protocol.ts";
import { createGrpcWeb } from "./grpc-web/protocol.ts";
import type { Protocol } from "./protocol.ts";
import { createRest } from "./rest/protocol.ts";

/** What is served at a door. */
export interface DispatchOptions {
  readonly endpoints: Endpoints;
  readonly settings: ChassisSettings;
  readonly log: Logger;
  /** Path that browsers are sent to when they ask for `/`. */
  readonly home?: string | undefined;
}

/** Serves the services in every protocol: each exchange goes to the first protocol that takes it. REST takes the rest. */
export function createDispatch({ endpoints, settings, log, home }: DispatchOptions): ExchangeListener {
  const protocols: readonly Protocol[] = [
    createGrpc(endpoints, settings),
    createGrpcWeb(endpoints, settings),
    createConnect(endpoints, settings),
    createRest(endpoints, settings, home),
  ];
  const front = createCors(settings.corsOrigins, { handle: (exchange) => protocols.some((it) => it.handle(exchange)) });
  return (exchange) => {
    try {
      front.handle(exchange);
    } catch (err) {
      log.error({ err, target: exchange.target }, "exchange failed outside the chain");
      exchange.reset(resetCodes.internal);
    }
  };
}
