import { readFileSync } from "node:fs";
import tls from "node:tls";
import { CliError } from "./cli-error.ts";

/**
 * The roots to trust, in PEM: those of the file, or Node's and the system's together. Node before 22.15 cannot read the
 * system's: undefined then, which leaves Node's. Throws a CliError when the file holds no certificate.
 */
export function readRoots(caFile: string | undefined): string | undefined {
  if (caFile !== undefined) return readCaFile(caFile);
  if (!("getCACertificates" in tls)) return undefined;
  return [...tls.getCACertificates("default"), ...tls.getCACertificates("system")].join("\n");
}

function readCaFile(path: string): string {
  const text = readText(path);
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw new CliError(`cannot read --cacert: ${path} holds no certificate in PEM`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new CliError(`cannot read --cacert: ${(cause as Error).message}`);
  }
}
