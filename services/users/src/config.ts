import { choice, flag, type Settings, text } from "@flotilla/chassis";
import { parseAddress } from "./flags/parse-address.ts";

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
  metricsAddress: {
    ...text("METRICS_ADDRESS", {
      fallback: ":9402",
      help: "host:port of the extra door that serves metrics on any path; without a host, `HOST`.",
    }),
    parse: toListenAddress,
  },
};

/** What {@link usersFields} reads to. */
export type UsersSettings = Settings<typeof usersFields>;

/** What {@link usersFields} and {@link usersServerFields} read to. */
export type UsersServerSettings = UsersSettings & Settings<typeof usersServerFields>;

function toListenAddress(text: string): string {
  try {
    parseAddress(text);
    return text;
  } catch (cause) {
    throw new Error("must be host:port, [v6]:port or :port", { cause });
  }
}
