import { type Check, queueFields, type Settings } from "@flotilla/chassis";

/** initializer's own settings. */
export const initializerFields = { ...queueFields };

/** What {@link initializerFields} reads to. */
export type InitializerSettings = Settings<typeof initializerFields>;

/** Alone it has nothing to do without a broker. */
export const needsQueue: Check<InitializerSettings> = {
  needs: ["natsUrl"],
  find: ({ natsUrl }) => (natsUrl === undefined ? "NATS_URL must say where the broker is" : undefined),
};
