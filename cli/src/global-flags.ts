import type { Flag } from "./flags.ts";

/** The flags of system 003's first release, which its README shows. */
export const mainFlags: readonly Flag[] = [
  { name: "address", kind: "string", help: "'host:port' to bind to", shownDefault: '":8000"' },
  { name: "config", kind: "string", help: "config file (default is $HOME/.users-cli.yaml)" },
  { name: "help", kind: "bool", short: "h", help: "help for users-cli" },
  { name: "verbose", kind: "bool", short: "v", help: "verbose output" },
];

/** How the connection is secured. Without any of them: cleartext to a loopback address, TLS to any other. */
export const connectionFlags: readonly Flag[] = [
  { name: "tls", kind: "bool", help: "speak TLS, whatever the address" },
  { name: "cleartext", kind: "bool", help: "speak cleartext, whatever the address" },
  { name: "cacert", kind: "string", help: "PEM file with the roots to trust instead of the system's" },
  { name: "servername", kind: "string", help: "name that the server's certificate must carry" },
  { name: "insecure", kind: "bool", help: "speak TLS without verifying the certificate" },
];

/** How the answer looks. */
export const outputFlags: readonly Flag[] = [
  { name: "color", kind: "string", help: "when to colour: auto, always or never", shownDefault: "auto" },
  { name: "output", kind: "string", short: "o", help: "form of the answer: text or json", shownDefault: "text" },
];

/** Flags that every command takes. */
export const globalFlags: readonly Flag[] = [...mainFlags, ...connectionFlags, ...outputFlags];
