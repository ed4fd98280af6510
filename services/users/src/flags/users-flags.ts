import type { FlagSpec } from "./go-flags.ts";

/** The flags of users-server; each stands for settings that the environment has too, and wins over it. */
export const usersFlags = {
  address: { kind: "text", shownDefault: ":8000", help: "host:port to serve on; without a host, HOST" },
  "address-metrics": { kind: "text", shownDefault: ":9402", help: "host:port that serves metrics on any path" },
  logfmt: { kind: "text", shownDefault: "text", help: "'json' or 'text' log lines" },
  reflection: { kind: "switch", shownDefault: "true", help: "serve gRPC reflection" },
  samples: { kind: "switch", shownDefault: "false", help: "load thirty sample users" },
  tls: { kind: "switch", shownDefault: "false", help: "serve TLS; needs -tls-cert-file and -tls-key-file" },
  "tls-cert-file": { kind: "text", shownDefault: "none", help: "certificate chain, PEM" },
  "tls-key-file": { kind: "text", shownDefault: "none", help: "private key, PEM" },
  v: { kind: "switch", shownDefault: "false", help: "log down to trace level" },
} as const satisfies Record<string, FlagSpec>;

/** What the command line may say. */
export type UsersFlagName = keyof typeof usersFlags;
