import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type ChassisSettings, Fault, type Module, type Telemetry } from "@flotilla/chassis";
import { createCache } from "@flotilla/chassis/cache";
import { OutboxRelay } from "@flotilla/chassis/outbox";
import { createQueue, listStreams, type Queue } from "@flotilla/chassis/queue";
import { chassisTables, openPostgres, openSqlite, SqlKeys, SqlOutbox, SqlStaleNames } from "@flotilla/chassis/sql";
import { ParcelsService } from "@flotilla/contract/flotilla/test/v1/parcels";
import { createEventsApi, createParcelsApi } from "./api.ts";
import type { ParcelsSettings } from "./config.ts";
import { createEventEncoder } from "./event-encoder.ts";
import { parcelMigrations } from "./parcel-migrations.ts";
import { type ParcelTables, SqlParcelStore } from "./sql-parcel-store.ts";

type Given = ParcelsSettings & ChassisSettings;

/** Puts parcels together: alone, or as a member of a fleet that shares its queue. */
export async function createParcels(settings: Given, telemetry: Telemetry, shared?: Queue): Promise<Module> {
  const queue = shared ?? (await createQueue({ settings, telemetry, isEmbedded: false }));
  const database = openDatabase(settings, telemetry);
  const cache = await createCache({
    service: "parcels",
    settings,
    telemetry,
    isStoreShared: settings.postgresUrl !== undefined,
    staleNames: new SqlStaleNames(database),
  });
  const streams = listStreams([ParcelsService]);
  const outbox = new SqlOutbox(database);
  const relay = new OutboxRelay({ name: "parcels outbox", store: outbox, queue, streams, telemetry });
  const encode = createEventEncoder(telemetry);
  const store = new SqlParcelStore({ database, encode, onRecorded: (events) => relay.add(events) });
  return {
    name: "parcels",
    services: [createParcelsApi(store, randomUUID), createEventsApi(store)],
    parts: [...(shared ? [] : [queue]), database, relay, cache],
    queue: queue.engine === "absent" ? undefined : queue,
    keys: new SqlKeys(database),
    cache,
  };
}

function openDatabase({ postgresUrl, dataDir }: Given, { log }: Telemetry) {
  const options = { name: "parcels", migrations: [...chassisTables, ...parcelMigrations], toUnavailable };
  return postgresUrl === undefined
    ? openSqlite<ParcelTables>(join(dataDir, "parcels.sqlite"), options)
    : openPostgres<ParcelTables>(postgresUrl, { ...options, log });
}

function toUnavailable(cause: unknown): Fault {
  const message = "The store of parcels cannot be reached. Try again a little later.";
  return new Fault({ code: "unavailable", reason: "PARCEL_STORE_UNAVAILABLE", message, cause });
}
