import { choice, flag, type Settings, text } from "@flotilla/chassis";

/** users' own settings, alone and in the fleet. */
export const usersFields = {
  usersStore: choice("USERS_STORE", ["sqlite", "memory"], {
    fallback: "sqlite",
    help: "Where users are kept: `DATA_DIR/users.sqlite`, or memory until the process ends.",
  }),
  samples: flag("SAMPLES", { fallback: false, help: "Loads thirty sample users, once in the life of a store." }),
};

/** Settings that only the process has that serves users alone. */
export const usersServerFields = {
  metricsAddress: text("METRICS_ADDRESS", {
    fallback: ":9402",
    help: "host:port of the extra door that serves metrics on any path; without a host, `HOST`.",
  }),
};

/** What {@link usersFields} reads to. */
export type UsersSettings = Settings<typeof usersFields>;

/** What {@link usersFields} and {@link usersServerFields} read to. */
export type UsersServerSettings = UsersSettings & Settings<typeof usersServerFields>;
