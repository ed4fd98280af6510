import { parseArgs } from "node:util";
import type { IssueOptions } from "./issue-certificates.ts";

/** How the command is used. */
export const usage = `npm run certs -- [--out DIR] [--trust-domain NAME] [--days N] [NAME …]

Makes a development CA and certificates of it, for every service, gateway, operator and each further NAME.

  --out DIR            folder of the files (.certs)
  --trust-domain NAME  identities are spiffe://NAME/<service> (flotilla.local)
  --days N             how long a certificate counts (90)
`;

const options = {
  out: { type: "string", default: ".certs" },
  "trust-domain": { type: "string", default: "flotilla.local" },
  days: { type: "string", default: "90" },
  help: { type: "boolean", default: false },
} as const;

/** Reads the command line; undefined when it asks for help. Throws, with a message for people, when it is wrong. */
export function readOptions(args: readonly string[], now: Date): IssueOptions | undefined {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) return undefined;
  const { out, days, "trust-domain": trustDomain } = values;
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new Error(`--days must be a whole number from 1 to 9999; it is ${days}`);
  if (!/^[a-z0-9._-]{1,255}$/.test(trustDomain)) {
    throw new Error(`--trust-domain must be of a-z, 0-9, dots, dashes and underscores; it is ${trustDomain}`);
  }
  const stranger = positionals.find((name) => !/^[a-z0-9][a-z0-9-]*$/.test(name) || name === "ca");
  if (stranger !== undefined) throw new Error(`a name must be of a-z, 0-9 and dashes, and not ca; it is ${stranger}`);
  return { out, trustDomain, days: Number(days), names: [...new Set(positionals)], now };
}
