import { systemClock } from "../clock.ts";
import type { ChassisSettings } from "../config/chassis-fields.ts";
import type { Middleware } from "../handler.ts";
import { createKeyFinder } from "../idempotency/find-keys.ts";
import { LoadShedder } from "../load/load-shedder.ts";
import type { Module } from "../part.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";
import { ApiKeys } from "./api-keys.ts";
import { auth } from "./auth.ts";
import { cache } from "./cache.ts";
import { deadline } from "./deadline.ts";
import { decode } from "./decode.ts";
import { findCaches } from "./find-caches.ts";
import { idempotency } from "./idempotency.ts";
import { identities } from "./identities.ts";
import { limit } from "./limit.ts";
import { location } from "./location.ts";
import { log } from "./log.ts";
import { MemoryAnswers } from "./memory-answers.ts";
import { metrics } from "./metrics.ts";
import { recover } from "./recover.ts";
import { shed } from "./shed.ts";
import { ShedCounter } from "./shed-counter.ts";
import { trace } from "./trace.ts";
import { validate } from "./validate.ts";

/** What the chain is made from. */
export type ChainSettings = Pick<ChassisSettings, "maxConcurrentCalls" | "maxStreamMessages" | "apiKeysFile"> &
  Partial<Pick<ChassisSettings, "tlsClientCaFile" | "shedLoad">>;

/** What the chain may be given. */
export interface ChainOptions {
  /** Whose stores keep the answers to the calls of their services. */
  readonly modules?: readonly Module[];
  /** Default: by the process's own load, or none where `SHED_LOAD` is false. */
  readonly shedder?: LoadShedder | undefined;
}

/** The one list, outermost first, the same for every door. Nowhere else is an order written. */
export function createChain(
  telemetry: Telemetry,
  settings: ChainSettings,
  { modules = [], shedder = settings.shedLoad ? new LoadShedder() : undefined }: ChainOptions = {},
): readonly Middleware[] {
  const keys = settings.apiKeysFile === undefined ? undefined : new ApiKeys(settings.apiKeysFile, telemetry.log);
  const counter = new ShedCounter({ ...telemetry, clock: systemClock });
  return [
    metrics(telemetry.metrics),
    shed({ ...settings, counter, shedder }),
    trace(telemetry),
    log(telemetry),
    recover(telemetry.log),
    identities(settings.tlsClientCaFile !== undefined),
    auth(keys),
    deadline(),
    limit({ counter }),
    decode(settings),
    validate(),
    location(),
    cache({ ...telemetry, store: new MemoryAnswers(), cacheOf: findCaches(modules), clock: systemClock }),
    // Inside validation, so that only good requests take a key; inside the cache, so that an answer given again makes stale
    // what its first giver may not have come to.
    idempotency({ ...telemetry, storeOf: createKeyFinder(modules) }),
  ];
}
