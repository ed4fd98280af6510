import { cacheFields, postgresFields, queueFields, type Settings } from "@flotilla/chassis";

/** parcels' own settings. */
export const parcelsFields = { ...postgresFields, ...cacheFields, ...queueFields };

/** What {@link parcelsFields} reads to. */
export type ParcelsSettings = Settings<typeof parcelsFields>;
